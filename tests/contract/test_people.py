"""Numbers that name a person are recognised, hidden behind pseudonyms, and sealed so that only their key opens them."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap
from hypothesis import given
from hypothesis import strategies as st

from schemas.codes import title_prefixes
from schemas.identifiers import Identifier, Kind, classify
from schemas.keystore import KeyStore
from schemas.person import keyed_hash, pseudonym, record_hash
from schemas.refusals import SENTENCES, RefusedValueError, refusal
from schemas.sealing import SealBrokenError, derive, new_box, open_with, seal, seal_to, unseal
from schemas.thai import match_key, without_prefix

KEY = bytes(range(32))
PERSON = "ab" * 16
PINS = [
    "1999900010019",
    "2999900011021",
    "3999900012034",
    "4999900013047",
    "5999900014050",
    "6999900015062",
    "7999900016075",
    "8999900017088",
]
JURISTIC = ["0105561990011", "0105561990020", "0203558990038", "0107537990041", "0994000990057"]


@pytest.mark.parametrize("raw", PINS)
def test_a_citizens_number_is_recognised(raw: str) -> None:
    assert classify(raw) == Identifier(Kind.PIN, raw)


@pytest.mark.parametrize("raw", ["0999900010011", "0099900010027"])
def test_a_number_beginning_with_zero_is_a_person_in_a_persons_field_and_a_company_in_an_employers(raw: str) -> None:
    assert classify(raw).kind is Kind.ZERO_PERSON
    assert classify(raw, "employer").kind is Kind.JURISTIC


@pytest.mark.parametrize("raw", JURISTIC)
def test_a_companys_number_is_recognised(raw: str) -> None:
    assert classify(raw, "employer") == Identifier(Kind.JURISTIC, raw)


@pytest.mark.parametrize("raw", ["G644200000001", "G681000000123", "g6442-0000 0001"])
def test_a_g_code_is_recognised(raw: str) -> None:
    assert classify(raw).kind is Kind.G_CODE


def test_thai_digits_spaces_and_hyphens_are_the_same_number() -> None:
    assert classify("๑-๙๙๙๙-๐๐๐๑๐-๐๑-๙") == classify("1 9999 00010 01 9") == classify("1999900010019")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("1999900001011", "IDENTIFIER_CHECK_DIGIT"),
        ("199990000101", "IDENTIFIER_SHAPE"),
        ("9999900010019", "IDENTIFIER_SHAPE"),
        ("G649900000001", "IDENTIFIER_PROVINCE"),
        ("1.99E+12", "IDENTIFIER_SHAPE"),
        (" ", "MISSING"),
    ],
)
def test_what_is_no_number_of_a_person_is_refused_by_its_fault(raw: str, code: str) -> None:
    with pytest.raises(RefusedValueError) as refused:
        classify(raw)
    assert refused.value.code == code


def test_a_g_code_names_no_employer() -> None:
    with pytest.raises(RefusedValueError):
        classify("G644200000001", "employer")


def test_an_identifier_never_shows_its_number() -> None:
    assert "1999900010019" not in repr(classify("1999900010019"))


@given(st.sampled_from(PINS), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(raw: str, at: int, by: int) -> None:
    bent = raw[:at] + str((int(raw[at]) + by) % 10) + raw[at + 1 :]
    try:
        found = classify(bent)
    except RefusedValueError:
        return
    # The modulus 11 folded to one digit lets a few through; they are other people, never the same one.
    assert pseudonym(KEY, found) != pseudonym(KEY, classify(raw))


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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("น้ำ", "น\u0e4d\u0e49\u0e32"),
        ("น้ำ", "น\u0e49\u0e4d\u0e32"),
        ("แก้ว", "เเก้ว"),
        ("สมชาย", "สม\u200bชาย"),
        ("สมชาย  ใจดี", " สมชาย\u00a0ใจดี "),
        ("ปี ๒๕๖๙", "ปี 2569"),
        ("ก้าว", "ก้้าว"),
    ],
)
def test_texts_that_read_alike_compare_alike(one: str, other: str) -> None:
    assert match_key(one) == match_key(other)
    assert keyed_hash(KEY, "name", one) == keyed_hash(KEY, "name", other)


def test_texts_that_differ_compare_differently() -> None:
    assert match_key("น้ำ") != match_key("นำ")


@pytest.mark.parametrize(
    ("name", "bare"), [("นายสมชาย", "สมชาย"), ("นางสาวสุดา", "สุดา"), ("นายิกา", "นายิกา"), ("นาย", "นาย")]
)
def test_a_title_is_taken_off_but_never_from_the_name_itself(name: str, bare: str) -> None:
    assert without_prefix(name, title_prefixes()) == bare


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


def test_a_person_has_one_key_from_which_each_agency_gets_its_own(tmp_path: Path) -> None:
    store = KeyStore(f"sqlite:///{tmp_path / 'keys.db'}", KEY)
    other_process = KeyStore(f"sqlite:///{tmp_path / 'keys.db'}", KEY)
    people = [f"{n:032x}" for n in range(1200)]
    ours = store.keys_for(people, "ovec")
    assert len(set(ours.values())) == 1200
    assert other_process.keys_for(people, "ovec") == ours
    assert set(store.keys_for(people[:9], "sso").values()).isdisjoint(ours.values())


def test_a_destroyed_key_never_comes_back(tmp_path: Path) -> None:
    store = KeyStore(f"sqlite:///{tmp_path / 'keys.db'}", KEY)
    before = store.keys_for([PERSON], "ovec")[PERSON]
    store.destroy(PERSON)
    assert store.existing_key(PERSON, "ovec") is None
    assert store.keys_for([PERSON], "ovec")[PERSON] != before


def test_the_key_store_holds_no_key_that_the_platform_key_does_not_open(tmp_path: Path) -> None:
    store = KeyStore(f"sqlite:///{tmp_path / 'keys.db'}", KEY)
    store.keys_for([PERSON], "ovec")
    stranger = KeyStore(f"sqlite:///{tmp_path / 'keys.db'}", bytes(32))
    with pytest.raises(InvalidUnwrap):
        stranger.keys_for([PERSON], "ovec")


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_refusal_reads_in_thai_and_english(code: str) -> None:
    said = refusal(code, "citizen_id")
    assert any("\u0e00" <= letter <= "\u0e7f" for letter in said.th)
    assert said.en.isascii()
    assert "{" not in said.th + said.en
