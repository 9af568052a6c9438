"""Where a record lives: its subject's partition, its Kafka key, and the ids derived from both."""

import hashlib
import re
from typing import Final

SUBJECT_DIGITS: Final = 32
RECORD_DIGITS: Final = 16
_KEY: Final = re.compile(rb"([0-9a-f]{32})/([0-9a-f]{16})")


def partition(subject: str, partitions: int) -> int:
    """Give the partition of a subject: the same for every topic, so that one Redis hash tag holds all of a subject."""
    return int(subject[:4], 16) % partitions


def event_key(subject: str, record: str) -> bytes:
    """Join a subject (32 hex digits) and a record id (16 hex digits) into a Kafka key."""
    return f"{subject}/{record}".encode("ascii")


def split_key(key: bytes) -> tuple[str, str]:
    """Split a Kafka key into subject and record id; ValueError when it is not of that shape."""
    found = _KEY.fullmatch(key)
    if found is None:
        raise ValueError("a key is <32 hex digits>/<16 hex digits>")
    return found[1].decode("ascii"), found[2].decode("ascii")


def match_record(person: str, vacancy: str) -> str:
    """Give the record id of the match between a person and a vacancy: the same for ever."""
    return hashlib.sha256(f"{person}/{vacancy}".encode("ascii")).hexdigest()[:RECORD_DIGITS]


def match_id(person: str, vacancy: str) -> str:
    """Name a match to those outside: pseudonym and vacancy, no personal data."""
    return f"{person}.{vacancy}"


def split_match_id(match: str) -> tuple[str, str]:
    """Split a match's name into person and vacancy; ValueError when it is not of that shape."""
    person, dot, vacancy = match.partition(".")
    if not dot or not all(re.fullmatch(r"[0-9a-f]{32}", part) for part in (person, vacancy)):
        raise ValueError("a match is <32 hex digits>.<32 hex digits>")
    return person, vacancy
