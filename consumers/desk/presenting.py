"""From what the desk holds to what a page shows: rows and the detail panel, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from consumers.desk import wording
from consumers.desk.applying import OPEN
from consumers.desk.listing import Item
from consumers.desk.outcomes import Outcome, Reason
from consumers.desk.reasons import Line, lines, over
from schemas import codes
from schemas.dates import BUDDHIST_ERA_YEARS
from schemas.pages import Language

Words = tuple[str, str]
OUTCOMES: Final[Mapping[str, tuple[Words, str]]] = {
    Outcome.CONTACTED.value: (("ติดต่อแล้ว", "contacted"), "accent"),
    Outcome.PLACED.value: (("บรรจุแล้ว", "placed"), "good"),
    Outcome.REFUSED.value: (("ไม่ตรง", "not suitable"), "plain"),
}
REASONS: Final[Mapping[Reason, Words]] = {
    Reason.PERSON_DECLINED: ("ผู้สมัครไม่รับ", "the applicant declined"),
    Reason.EMPLOYER_DECLINED: ("นายจ้างไม่รับ", "the employer declined"),
    Reason.UNREACHABLE: ("ติดต่อไม่ได้", "could not be reached"),
    Reason.NOT_SUITABLE: ("คุณสมบัติไม่เหมาะ", "not suitable for the work"),
    Reason.OTHER: ("เหตุอื่น", "another reason"),
}
PURPOSES: Final[tuple[Words, ...]] = (
    ("โทรนัดสัมภาษณ์", "to call about an interview"),
    ("ส่งตัวให้นายจ้าง", "to refer to the employer"),
    ("ยืนยันว่าเป็นคนเดียวกัน", "to make sure it is the same person"),
)


@dataclass(frozen=True)
class Row:
    """A row of the list."""

    match: str
    score: int
    title: str
    sentence: str
    small: str
    state: str
    tags: tuple[tuple[str, str], ...]
    at: int
    may_contact: bool
    may_undo: bool


@dataclass(frozen=True)
class Panel:
    """The detail of one match."""

    match: str
    score: int
    title: str
    place: str
    facts: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    open: bool
    over: str
    unchecked: bool
    outcome: str | None
    reasons: tuple[tuple[str, str], ...]
    purposes: tuple[tuple[str, str], ...]


def row(item: Item, since: int, chosen: str, language: Language) -> Row:
    """Present a match as a row; `since` is the change the reader had seen, so what was opened later is new."""
    open_now, placed = item.status == OPEN, item.outcome == Outcome.PLACED.value
    new = open_now and 0 < since < item.opened_change
    struck = not open_now and not placed
    marks = (("new", new), ("withdrawn", struck), ("chosen", item.match == chosen))
    return Row(
        item.match,
        item.score,
        wording.title(item.facts, language),
        _over(item, language) if struck else wording.sentence(item.facts, language),
        "" if struck else wording.small_print(item.facts, language),
        " ".join(name for name, so in marks if so),
        tuple(_tags(item, new, struck, language)),
        item.opened_at if open_now else item.changed_at,
        open_now and item.outcome is None,
        item.outcome is not None,
    )


def _tags(item: Item, new: bool, struck: bool, language: Language) -> list[tuple[str, str]]:
    tags: list[tuple[Words, str]] = []
    if new:
        tags.append((("ใหม่", "new"), "good"))
    if struck:
        tags.append((("สิ้นสุดแล้ว", "over"), "bad"))
    if item.outcome is not None:
        tags.append(OUTCOMES[item.outcome])
    if item.facts.get("unchecked") and not struck:
        tags.append((("ยังไม่ได้ตรวจสถานะงาน", "employment not checked"), "warn"))
    return [(wording.pick(words, language), kind) for words, kind in tags]


def _over(item: Item, language: Language) -> str:
    return over(item.facts.get("withdrawn_because"), item.changed_at, language)


def panel(item: Item, language: Language) -> Panel:
    """Present a match as the detail panel; nobody's name is in it."""
    position = item.facts.get("position", {})
    employer, workplace = position.get("employer_name") or "", wording.province(position.get("province", ""), language)
    in_thai = "" if language == "th" else position.get("position")
    open_now = item.status == OPEN
    return Panel(
        item.match,
        item.score,
        wording.work_title(item.facts, language),
        " · ".join(part for part in (in_thai, employer, workplace, wording.wage(item.facts, language)) if part),
        tuple(_applicant(item, language)),
        tuple(lines(item.facts, language)) if open_now or item.outcome else (),
        open_now,
        "" if open_now else _over(item, language),
        bool(item.facts.get("unchecked")) and open_now,
        item.outcome,
        tuple((reason.value, wording.pick(words, language)) for reason, words in REASONS.items()),
        tuple((words[1], wording.pick(words, language)) for words in PURPOSES),
    )


def _applicant(item: Item, language: Language) -> list[tuple[str, str]]:
    """List what is told of the person besides their identity, only while the match stands."""
    applicant = item.facts.get("applicant", {})
    if not applicant or item.status != OPEN:
        return []
    year = applicant.get("graduation_academic_year")
    schooling = wording.schooling(applicant, language)
    shown_year = year if language == "th" or not year else year - BUDDHIST_ERA_YEARS
    told: list[tuple[Words, str]] = [
        (("วุฒิ", "Education"), f"{schooling} · {shown_year}" if year else schooling),
        (("สถานศึกษา", "College"), _college(applicant["college"], language)),
        (("จังหวัด", "Province"), wording.province(applicant["province"], language)),
    ]
    return [(wording.pick(words, language), text) for words, text in told if text]


def _college(code: str, language: Language) -> str:
    """Name a college by its code and province; digits 3 and 4 of the code are the province's (DOMAIN §1.4)."""
    where = code[2:4]
    return f"{code} ({wording.province(where, language)})" if where in codes.provinces() else code
