"""A person's number is hidden behind a pseudonym, and who they are sealed so that only their key opens it."""

import pytest

from schemas.identifiers import Identifier, Kind, classify
from schemas.person import pseudonym, record_hash
from schemas.refusals import SENTENCES, refusal
from schemas.sealing import SealBrokenError, derive, new_box, open_with, seal, seal_to, unseal

KEY = bytes(range(32))
PERSON = "ab" * 16
PINS = ["1999900010019", "2999900011021"]


def test_a_pseudonym_depends_on_key_kind_and_number() -> None:
    one = classify(PINS[0])
    assert pseudonym(KEY, one) == pseudonym(KEY, one)
    others = {
        pseudonym(bytes(32), one),
        pseudonym(KEY, classify(PINS[1])),
        pseudonym(KEY, Identifier(Kind.SSO_CARD, PINS[0])),
    }
    assert len(others | {pseudonym(KEY, one)}) == 4
    assert len(pseudonym(KEY, one)) == 32
    assert len(record_hash(KEY, "t", "1")) == 16


def test_only_the_agencys_own_key_topic_and_person_open_a_sealed_identity() -> None:
    key = derive(KEY, "ovec")
    sealed = seal(key, "ovec.student.v1", PERSON, {"name": "สมมุติ"})
    assert sealed == seal(key, "ovec.student.v1", PERSON, {"name": "สมมุติ"})
    assert unseal(key, "ovec.student.v1", PERSON, sealed) == {"name": "สมมุติ"}
    for wrong in (
        (derive(KEY, "sso"), "ovec.student.v1", PERSON, sealed),
        (key, "sso.insurance.v1", PERSON, sealed),
        (key, "ovec.student.v1", "cd" * 16, sealed),
        (key, "ovec.student.v1", PERSON, sealed[:-1] + bytes([sealed[-1] ^ 1])),
        (key, "ovec.student.v1", PERSON, b"\x02" + sealed[1:]),
    ):
        with pytest.raises(SealBrokenError):
            unseal(*wrong)


def test_a_dead_letter_opens_only_with_the_operators_private_key() -> None:
    private, public = new_box()
    other, _ = new_box()
    box = seal_to(public, b"original bytes")
    assert open_with(private, box) == b"original bytes"
    assert b"original" not in box
    for key, content in ((other, box), (private, box[:-1]), (private, b"\x01")):
        with pytest.raises(SealBrokenError):
            open_with(key, content)


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_refusal_reads_in_thai_and_english(code: str) -> None:
    said = refusal(code, "citizen_id")
    assert any("\u0e00" <= letter <= "\u0e7f" for letter in said.th)
    assert said.en.isascii()
    assert "{" not in said.th + said.en
