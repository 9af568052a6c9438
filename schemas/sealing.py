"""Sealing: a person's identity for one agency (AES-SIV, RFC 5297), and dead letters for the operators (X25519)."""

import hmac
import json
import os
from collections.abc import Mapping
from functools import cache
from json.encoder import encode_basestring
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

IDENTITY_VERSION: Final = b"\x01"
BOX_VERSION: Final = b"\x01"
PERSON_KEY_BYTES: Final = 64
AGENCY_KEY_BYTES: Final = 64
_PUBLIC_BYTES: Final = 32
# The AES-GCM key is used once, so its nonce may be constant.
_NONCE: Final = bytes(12)


class SealBrokenError(ValueError):
    """What was sealed can't be opened with this key, or was altered."""


def derive(person_key: bytes, agency: str) -> bytes:
    """Derive the key an agency's edge is given (64 bytes; HKDF-Expand, RFC 5869): it opens only what that one sealed.

    The person's key is 64 random bytes, so it is a pseudorandom key already and the first block is all that is wanted;
    written out, since it is done per person and event and the library's objects cost several times as much.
    """
    return hmac.digest(person_key, _first_block(agency), "sha512")


@cache
def _first_block(agency: str) -> bytes:
    return f"saphan identity {agency}\x01".encode()


def wrapping_key(platform_key: bytes) -> bytes:
    """Derive, from the platform key (32 bytes), the key that people's keys are wrapped with (64 bytes)."""
    return HKDF(SHA256(), 64, None, b"saphan wrapping").derive(platform_key)


def seal(agency_key: bytes, topic: str, pseudonym: str, fields: Mapping[str, str]) -> bytes:
    """Seal identity fields: the same fields give the same bytes, so that a repeated row is the same event."""
    # As json.dumps would write it, sorted and without blanks, but without making an encoder for each event.
    members = [f"{encode_basestring(name)}:{encode_basestring(fields[name])}" for name in sorted(fields)]
    text = f"{{{','.join(members)}}}".encode()
    return IDENTITY_VERSION + AESSIV(agency_key).encrypt(text, _bound(topic, pseudonym))


def unseal(agency_key: bytes, topic: str, pseudonym: str, sealed: bytes) -> dict[str, str]:
    """Open identity fields; SealBrokenError when the key, topic or pseudonym is not that of the sealing."""
    if sealed[:1] != IDENTITY_VERSION:
        raise SealBrokenError("unknown version")
    try:
        text = AESSIV(agency_key).decrypt(sealed[1:], _bound(topic, pseudonym))
    except (InvalidTag, ValueError) as why:
        raise SealBrokenError("not sealed by this key for this person") from why
    opened: dict[str, str] = json.loads(text)
    return opened


def _bound(topic: str, pseudonym: str) -> list[bytes]:
    return [topic.encode(), b"identity", pseudonym.encode()]


def new_box() -> tuple[bytes, bytes]:
    """Make a private and a public key (32 bytes each) for sealed boxes."""
    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def seal_to(public_key: bytes, content: bytes) -> bytes:
    """Seal content so that only the holder of the private key can open it: version, ephemeral public key, AES-GCM."""
    ephemeral = X25519PrivateKey.from_private_bytes(os.urandom(_PUBLIC_BYTES))
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public_key))
    own = ephemeral.public_key().public_bytes_raw()
    return BOX_VERSION + own + AESGCM(_box_key(shared, own + public_key)).encrypt(_NONCE, content, None)


def open_with(private_key: bytes, box: bytes) -> bytes:
    """Open a sealed box; SealBrokenError when it was sealed to another key or altered."""
    private = X25519PrivateKey.from_private_bytes(private_key)
    own, sealed = box[1 : 1 + _PUBLIC_BYTES], box[1 + _PUBLIC_BYTES :]
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(own))
        public_key = private.public_key().public_bytes_raw()
        return AESGCM(_box_key(shared, own + public_key)).decrypt(_NONCE, sealed, None)
    except (InvalidTag, ValueError) as why:
        raise SealBrokenError("not sealed to this key") from why


def _box_key(shared: bytes, public_keys: bytes) -> bytes:
    return HKDF(SHA256(), 32, public_keys, b"saphan box").derive(shared)
