"""Decides, for each row of a batch, what is sent for it: pure, given what was sent before."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from producers.draft import Change, Draft
from producers.history import filings
from producers.ledger import Sent
from producers.receipts import NotVocational, Receipt, refused
from schemas.refusals import refusal


class Asked(NamedTuple):
    """A row that was read: its draft, its record id, a digest of the row, and its subject.

    `subject` is None where a deletion names no person. `vocational` is False for a row that was not read further than
    its record number and its person's, the person being outside the population.
    """

    draft: Draft
    record: str
    digest: bytes
    subject: str | None
    vocational: bool = True


class Sending(NamedTuple):
    """One event to be made: for this subject, with this change, with the row's data or as a removal."""

    subject: str
    change: Change
    removes: bool


class Decision(NamedTuple):
    """What becomes of a row: a receipt at once, the receipt of an earlier row of the batch, or events to be sent."""

    receipt: Receipt | None = None
    same_as: int | None = None
    sendings: tuple[Sending, ...] = ()


class _Version(NamedTuple):
    subject: str
    occurred_at: int
    digest: bytes
    answer: Decision


def plan(asked: Sequence[Asked], sent: Mapping[str, Mapping[int, Sent]]) -> list[Decision]:
    """Decide on each row in turn, every decision counting for the rows after it."""
    known = {
        record: {
            version: _Version(one.subject, one.occurred_at, one.digest, Decision(receipt=one.receipt()))
            for version, one in versions.items()
        }
        for record, versions in sent.items()
    }
    found: list[Decision] = []
    for index, one in enumerate(asked):
        versions = known.setdefault(one.record, {})
        decision = _decide(one, versions)
        if decision.sendings and one.vocational:
            change = one.draft.change
            subject = decision.sendings[0].subject
            answer = Decision(same_as=index)
            versions[change.version] = _Version(subject, change.occurred_at, one.digest, answer)
        found.append(decision)
    return found


def _decide(one: Asked, versions: Mapping[int, _Version]) -> Decision:
    change = one.draft.change
    if not one.vocational:
        return _moved_away(one.subject, change, versions)
    again = versions.get(change.version)
    if again is not None:
        if again.digest == one.digest:
            return again.answer
        return Decision(receipt=refused(refusal("TWO_CONTENTS_ONE_VERSION", "revision")))
    subject = one.subject or _subject_before(change.version, versions)
    if subject is None:
        return Decision(receipt=refused(refusal("UNKNOWN_RECORD", "citizen_id")))
    if not versions:  # nothing of it was ever filed
        return Decision(sendings=(Sending(subject, change, removes=False),))
    known = {version: other.subject for version, other in versions.items()}
    return Decision(
        sendings=tuple(
            Sending(filing.subject, _at(change, filing.version, versions), filing.removes)
            for filing in filings(subject, change.version, known)
        )
    )


def _subject_before(version: int, versions: Mapping[int, _Version]) -> str | None:
    """Give under whom a record stood before a deletion that names no person."""
    before = max((other for other in versions if other < version), default=None)
    return None if before is None else versions[before].subject


def _moved_away(now: str | None, change: Change, versions: Mapping[int, _Version]) -> Decision:
    """Take a record away from the person it was filed under, now that it is someone's outside the population.

    While it is the same person's still, nothing is taken away: who got another number at the college is outside the
    population under the old one until a steward joins the two, and the record must be there then.
    """
    before = _subject_before(change.version, versions)
    if before is None or before == now:
        return Decision(receipt=NotVocational())
    return Decision(sendings=(Sending(before, change, removes=True),))


def _at(change: Change, version: int, versions: Mapping[int, _Version]) -> Change:
    """Date a removal by the version that causes it, so that it is the same bytes whenever it is made."""
    if version == change.version:
        return change
    return Change(change.own_id, version, "DELETE", versions[version].occurred_at)
