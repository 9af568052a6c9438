"""What is sealed so that the server by itself can't read it: only who knows the token or the password opens it."""

import hashlib
import os
import unicodedata
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SECRET_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_VERSION: Final = b"\x01"


class SealedOtherwiseError(ValueError):
    """What was sealed is somebody else's, or was altered."""


def secret_of_token(token: str) -> bytes:
    """Derive a secret (32 bytes) from a session's random token; the table's hash of the token tells nothing of it."""
    content = token.encode(errors="surrogatepass")
    return hashlib.blake2b(content, digest_size=SECRET_BYTES, person=b"saphan session").digest()


def secret_of_password(user: str, password: str) -> bytes:
    """Derive a user's secret (32 bytes) from the password, the same at each sign-in; a guess costs 32 MiB (scrypt).

    So what somebody works on today can be opened by them tomorrow, and by nobody else.
    """
    salt = hashlib.blake2b(user.encode(errors="surrogatepass"), digest_size=16, person=b"saphan uploads").digest()
    text = unicodedata.normalize("NFC", password).encode(errors="surrogatepass")
    return hashlib.scrypt(text, salt=salt, n=2**15, r=8, p=1, maxmem=64 * 1024 * 1024, dklen=SECRET_BYTES)


def sealed(secret: bytes, content: bytes) -> bytes:
    """Seal content (AES-256-GCM): version, nonce, ciphertext."""
    nonce = os.urandom(_NONCE_BYTES)
    return _VERSION + nonce + AESGCM(secret).encrypt(nonce, content, _VERSION)


def opened(secret: bytes, content: bytes) -> bytes:
    """Open what was sealed; SealedOtherwiseError when this is not its secret."""
    nonce, rest = content[1 : 1 + _NONCE_BYTES], content[1 + _NONCE_BYTES :]
    try:
        return AESGCM(secret).decrypt(nonce, rest, content[:1])
    except (InvalidTag, ValueError) as why:
        raise SealedOtherwiseError("not sealed by this secret") from why
