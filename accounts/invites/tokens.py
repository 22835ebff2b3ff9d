"""The secret in an invite's link: handed out once, and kept only as its digest."""

from hashlib import sha256
from secrets import token_urlsafe


def new_token() -> str:
    """256 random bits, fit for a URL."""
    return token_urlsafe(32)


def digest_of(token: str) -> str:
    """SHA-256 in hex. The token is random and long, so no slow hash is needed."""
    return sha256(token.encode()).hexdigest()
