"""What a steward is shown of an item: codes and dates of both sides, whether hashes are equal, and no name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from operations.review.claims import Claim, claims
from operations.review.reading import People, together
from operations.review.store import Item, Kept, Kind
from schemas.agreement import STEWARD, Purpose, Terms, permitted
from schemas.audit import Disclosure
from schemas.codes import provinces
from schemas.profile import stands_for
from schemas.topics import BY_NAME

SHORT_DIGITS: Final = 8
Words = tuple[str, str]
AGENCIES: Final[Mapping[str, Words]] = {
    "ovec": ("สอศ.", "OVEC"),
    "doe": ("กรมการจัดหางาน", "Department of Employment"),
    "sso": ("สำนักงานประกันสังคม", "Social Security Office"),
    "dsd": ("กรมพัฒนาฝีมือแรงงาน", "Department of Skill Development"),
    "mol": ("กระทรวงแรงงาน", "Ministry of Labour"),
    "steward": ("ผู้ดูแลทะเบียนบุคคล", "Steward"),
}
KINDS: Final[Mapping[Kind, Words]] = {
    Kind.SUGGESTION: ("อาจเป็นคนเดียวกัน", "May be one person"),
    Kind.CONFLICT: ("ข้อมูลขัดกัน", "Conflict"),
    Kind.DIFFERENCE: ("ทะเบียนไม่ตรงกัน", "Registers differ"),
    Kind.CORRECTION: ("ขอแก้ไขข้อมูล", "Correction asked for"),
}
SAID: Final[Mapping[str, Words]] = {
    "SAME_NAME_AND_ADDRESS": ("ชื่อและที่อยู่อ่านได้เหมือนกัน", "name and address read the same"),
    "OTHER_NUMBER": ("ทะเบียนนักเรียนระบุอีกเลขหนึ่งซึ่งมีระเบียนอยู่", "the register names the other number, which has records"),
    "RECORD_TWICE": ("ระเบียนเลขเดียวกันอยู่ภายใต้สองคน", "one record stands under two people"),
    "NUMBER_CLAIMED_TWICE": ("สองคนอ้างเลขประจำตัวอื่นเดียวกัน", "two people claim one further number"),
    "ENROLLED_TWICE": ("รวมกันแล้ว แต่กำลังเรียนสองแห่งพร้อมกัน", "joined, yet studying in two places at once"),
    "name": ("ชื่อไม่ตรงกัน", "names differ"),
    "residence": ("ที่อยู่ (อำเภอหรือจังหวัด) ไม่ตรงกัน", "residences differ (district or province)"),
    "status": ("สถานะไม่ตรงกัน", "statuses differ"),
}
STATUSES: Final[Mapping[str, Words]] = {
    "STUDYING": ("กำลังศึกษา", "studying"),
    "ABOUT_TO_GRADUATE": ("คาดว่าจะสำเร็จการศึกษา", "about to graduate"),
    "GRADUATED": ("สำเร็จการศึกษา", "graduated"),
    "LEFT": ("พ้นสภาพ", "left"),
    "DIED": ("เสียชีวิต", "died"),
}


class Line(NamedTuple):
    """One record of a side: whose, of which data set, since when (ms), what it says; `alike` names equal hashes."""

    agency: Words
    data_set: Words
    accepted_at: int
    status: Words
    college: str
    residence: Words
    name_alike: bool | None
    address_alike: bool | None


class Side(NamedTuple):
    """One pseudonym of an item; `stands` is the one that stands for the person now."""

    pseudonym: str
    stands: str
    lines: tuple[Line, ...]


def because(item: Item) -> list[Words]:
    """Say why an item is there; of a correction, which field the person says is wrong."""
    detail = item.detail
    if item.kind is Kind.CORRECTION:
        return [(f"เจ้าของข้อมูลแจ้งว่าช่อง {name} ไม่ถูกต้อง", f"the person says {name} is wrong") for name in _fields(detail)]
    codes: Iterable[str] = detail.get("because", [detail["about"]] if "about" in detail else [])
    return [SAID.get(code, (code, code)) for code in codes]


def _fields(detail: Mapping[str, Any]) -> list[str]:
    return [str(detail["field"])] if "field" in detail else []


def sides(people: People, item: Item, terms: Terms) -> tuple[Side, ...]:
    """Read both sides of an item, each as it stands alone; equal hashes are told by comparing with the other side.

    A record shows what a row of the agreement lets the steward have of it; without a row it is not shown (1.2).
    """
    subjects = [one for one in (item.subject, item.other) if one is not None]
    held = {one: together(people, people.person(one)) for one in subjects}
    said = {one: list(_permitted(claims([held[one][one]]), terms)) for one in subjects}
    return tuple(_side(one, stands_for(one, held[one]), said) for one in subjects)


def _permitted(said: Iterable[Claim], terms: Terms) -> Iterator[Claim]:
    for claim in said:
        told = permitted(terms, claim.topic, claim.part, STEWARD, Purpose.CONSISTENCY)
        if told is not None:
            yield claim._replace(part=told)


def _side(subject: str, stands: str, said: Mapping[str, Sequence[Claim]]) -> Side:
    # With nobody to compare with, a record is compared with the person's others.
    others = [claim for one, all_said in said.items() for claim in all_said if one != subject] or said[subject]
    names, addresses = {claim.name for claim in others}, {claim.address for claim in others}
    lines = [_line(claim, names, addresses) for claim in sorted(said[subject], key=lambda one: -one.accepted_at)]
    return Side(subject, stands, tuple(lines))


def _line(claim: Claim, names: set[str | None], addresses: set[str | None]) -> Line:
    topic = BY_NAME[claim.topic]
    status = claim.status or ""
    return Line(
        AGENCIES[claim.agency],
        (topic.record_th, topic.record_en),
        claim.accepted_at,
        STATUSES.get(status, (status, status)),
        str(getattr(claim.part, "college", "") or ""),
        residence(claim.residence),
        None if claim.name is None else claim.name in names,
        None if claim.address is None else claim.address in addresses,
    )


def residence(code: str | None) -> Words:
    """Name a district or province by its code; the district stays a code, beside its province's name."""
    if not code or code[:2] not in provinces():
        return "", ""
    found = provinces()[code[:2]]
    return (f"{found.th} ({code})", f"{found.en} ({code})") if len(code) > 2 else (found.th, found.en)


def looked_at(kept: Kept, at_ms: int, terms: Terms) -> list[Disclosure]:
    """Give the ledger's entries for a steward's look at an item: one per person and clause."""
    people = [one for one in (kept.item.subject, kept.item.other) if one is not None]
    reason = f"review {kept.id}"
    shown: dict[str, set[str]] = {}
    for permission in terms.rows:
        if permission.receiver == STEWARD:
            shown.setdefault(permission.clause, set()).update(permission.fields)
    return [
        Disclosure(at_ms, STEWARD, STEWARD, one, tuple(sorted(fields)), Purpose.CONSISTENCY.value, clause, reason)
        for one in people
        for clause, fields in sorted(shown.items())
    ]


def short(pseudonym: str) -> str:
    """Shorten a pseudonym for reading; the whole of it stays beside it."""
    return f"{pseudonym[:SHORT_DIGITS]}…"


def row(kept: Kept) -> dict[str, Any]:
    """Give an item as a row of a table or of JSON, with stable keys."""
    item = kept.item
    return {
        "id": kept.id,
        "kind": item.kind.value,
        "owner": item.owner,
        "subject": item.subject,
        "other": item.other,
        "topic": item.topic,
        "record": item.record,
        "detail": dict(item.detail),
        "opened_at": item.opened_at,
        "closed_at": kept.closed_at,
        "decision": kept.decision,
        "decided_by": kept.decided_by,
    }
