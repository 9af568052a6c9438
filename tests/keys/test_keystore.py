"""A person's key: random, wrapped by the platform key, different for each agency, and gone once destroyed."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, select, update

from schemas.keystore import PERSON_KEY, KeyStore, PlatformKeyWrongError
from schemas.sealing import IDENTITY_VERSION, PERSON_KEY_BYTES, SealBrokenError, derive, seal, unseal
from schemas.topics import STUDENT

PLATFORM_KEY = bytes(range(32))
SOMEBODY, OTHER = "a" * 32, "b" * 32
IDENTITY = {"identifier": "1999900010019", "name": "ทดสอบ ตัวอย่าง"}


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'keys.db'}"


def test_a_key_is_made_once_and_given_again_to_every_process(url: str) -> None:
    here, there = KeyStore(url, PLATFORM_KEY), KeyStore(url, PLATFORM_KEY)
    people = [f"{number:032x}" for number in range(1200)]
    ours = here.keys_for(people, "ovec")
    assert len(set(ours.values())) == len(people)
    assert there.keys_for(reversed(people), "ovec") == ours


def test_an_agency_opens_what_it_sealed_and_nothing_that_another_sealed(url: str) -> None:
    store = KeyStore(url, PLATFORM_KEY)
    ovec, sso = (store.keys_for([SOMEBODY], agency)[SOMEBODY] for agency in ("ovec", "sso"))
    sealed = seal(ovec, STUDENT, SOMEBODY, IDENTITY)
    assert unseal(ovec, STUDENT, SOMEBODY, sealed) == IDENTITY
    with pytest.raises(SealBrokenError):
        unseal(sso, STUDENT, SOMEBODY, sealed)


def test_what_was_sealed_opens_no_more_once_the_key_is_destroyed_and_a_new_one_is_another(url: str) -> None:
    store = KeyStore(url, PLATFORM_KEY)
    before = store.keys_for([SOMEBODY, OTHER], "ovec")
    store.destroy(SOMEBODY)
    assert store.existing_key(SOMEBODY, "ovec") is None
    assert store.existing_key(OTHER, "ovec") == before[OTHER]
    anew = store.keys_for([SOMEBODY], "ovec")[SOMEBODY]
    assert anew != before[SOMEBODY]
    with pytest.raises(SealBrokenError):
        unseal(anew, STUDENT, SOMEBODY, seal(before[SOMEBODY], STUDENT, SOMEBODY, IDENTITY))


def test_to_destroy_a_key_that_nobody_has_does_nothing(url: str) -> None:
    store = KeyStore(url, PLATFORM_KEY)
    store.destroy(SOMEBODY)
    assert store.existing_key(SOMEBODY, "ovec") is None


def test_without_the_platform_key_the_store_gives_nothing_away(url: str) -> None:
    store = KeyStore(url, PLATFORM_KEY)
    key = store.keys_for([SOMEBODY], "ovec")[SOMEBODY]
    with pytest.raises(PlatformKeyWrongError):
        KeyStore(url, bytes(32)).keys_for([SOMEBODY], "ovec")
    with create_engine(url).connect() as connection:
        (wrapped,) = connection.scalars(select(PERSON_KEY.c.wrapped))
    assert derive(wrapped[:PERSON_KEY_BYTES], "ovec") != key


def test_a_key_stored_for_one_person_is_refused_for_another(url: str) -> None:
    store = KeyStore(url, PLATFORM_KEY)
    store.keys_for([SOMEBODY, OTHER], "ovec")
    with create_engine(url).begin() as connection:
        wrapped = select(PERSON_KEY.c.wrapped).where(PERSON_KEY.c.pseudonym == OTHER).scalar_subquery()
        connection.execute(update(PERSON_KEY).where(PERSON_KEY.c.pseudonym == SOMEBODY).values(wrapped=wrapped))
    with pytest.raises(PlatformKeyWrongError):
        store.existing_key(SOMEBODY, "ovec")


@given(st.binary(min_size=PERSON_KEY_BYTES, max_size=PERSON_KEY_BYTES), st.sampled_from(["ovec", "sso", "dsd", "doe"]))
def test_a_derived_key_is_what_the_standards_own_implementation_gives(key: bytes, agency: str) -> None:
    assert derive(key, agency) == HKDFExpand(SHA512(), 64, f"saphan identity {agency}".encode()).derive(key)


@given(st.dictionaries(st.sampled_from([*IDENTITY, "address", "telephone"]), st.text(max_size=30)))
def test_what_is_sealed_is_the_json_any_library_would_write(fields: dict[str, str]) -> None:
    key = bytes(range(64))
    written = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    bound = [STUDENT.encode(), b"identity", SOMEBODY.encode()]
    assert seal(key, STUDENT, SOMEBODY, fields) == IDENTITY_VERSION + AESSIV(key).encrypt(written, bound)
