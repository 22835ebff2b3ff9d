"""Second factors, whose secrets the database holds encrypted."""

from base64 import urlsafe_b64encode
from functools import lru_cache

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac


class SecondFactorAdapter(DefaultMFAAdapter):
    """Encrypts the secrets of authenticator apps and recovery codes with the site's keys.

    The first of ``MFA_KEYS`` encrypts and every one decrypts, so that a new key
    can be put in front without anybody losing their second factor.
    """

    def encrypt(self, text: str) -> str:
        return _cipher(tuple(settings.MFA_KEYS)).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher(tuple(settings.MFA_KEYS)).decrypt(encrypted_text.encode()).decode()

    def _get_site_name(self) -> str:
        return settings.SITE_NAME


@lru_cache(maxsize=1)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([_fernet(key) for key in keys])


def _fernet(key: str) -> Fernet:
    digest = salted_hmac("accounts.second_factor", "encrypt", secret=key, algorithm="sha256").digest()
    return Fernet(urlsafe_b64encode(digest))
