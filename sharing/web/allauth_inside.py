"""What the pages need of allauth that it keeps to itself: an upgrade that moves it breaks here, and nowhere else."""

from allauth.account.internal.flows.login import record_authentication
from allauth.core.internal import ratelimit

__all__ = ["ratelimit", "record_authentication"]
