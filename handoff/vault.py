"""Keeps what identifies a customer: ciphertext to read again, a keyed hash to find by."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Vault:
    def __init__(self, secret_key: str):
        self._fernet = Fernet(base64.urlsafe_b64encode(_derive(secret_key, b"schalter ciphertext")))
        self._hash_key = _derive(secret_key, b"schalter lookup")

    def seal(self, value: str) -> bytes:
        return self._fernet.encrypt(value.encode())

    def unseal(self, sealed: bytes) -> str:
        return self._fernet.decrypt(sealed).decode()

    def fingerprint(self, value: str) -> bytes:
        """32 bytes, the same for the same value and key; useless to who lacks the key."""
        return hmac.digest(self._hash_key, value.encode(), hashlib.sha256)


def _derive(secret_key: str, purpose: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=purpose).derive(secret_key.encode())
