"""The index of every package's models; nothing is defined here."""

from sharing.audit.models import ErasableValue, Event, Outbox, Reading, Seal, SealedReading, Unsealed

__all__ = ["ErasableValue", "Event", "Outbox", "Reading", "Seal", "SealedReading", "Unsealed"]
