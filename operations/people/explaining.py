"""What a person is told of what is held about them (PDPA s.30): projected by the agreement, each disclosure named."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from operations.people.holding import Held, Person
from operations.review.store import STEWARD, Kept
from schemas.agreement import PERSON, Agreement, Projection, Purpose, permitted
from schemas.audit import Disclosure
from schemas.dates import moment
from schemas.topics import BY_NAME, IDENTITY, MATCH

SEALED: Final = "identity"
SEEN_MAX: Final = 1000
# Who keeps what no agency gave: matches and decisions.
OURSELVES: Final = ("ระบบสะพาน", "Saphan")


@dataclass(frozen=True)
class Asking:
    """Under which agreement, on which day, by whom and why a person's data are told to them."""

    agreement: Agreement
    now_ms: int
    reason: str
    by: str = STEWARD

    @property
    def today(self) -> date:
        """Give the Thai day."""
        return moment(self.now_ms).date()


class Told(NamedTuple):
    """One record as the person may have it; `given` is None where no row gives it."""

    held: Held
    given: Projection | None

    @property
    def fields(self) -> dict[str, Any]:
        """Give the fields in the clear."""
        return {} if self.given is None else {name: v for name, v in self.given.as_dict().items() if name != SEALED}

    @property
    def sealed(self) -> bytes | None:
        """Give the sealed identity, if there is one the person may have."""
        found: bytes | None = None if self.given is None else self.given.as_dict().get(SEALED)
        return found


def tell(person: Person, asking: Asking) -> list[Told]:
    """Project every record for the person it is about."""
    terms = asking.agreement.on(asking.today)
    return [
        Told(one, None if one.data is None else permitted(terms, one.topic, one.data, PERSON, Purpose.RIGHTS))
        for one in person.held
    ]


def disclosures(told: Iterable[Told], asking: Asking, *, opened: bool) -> list[Disclosure]:
    """Name what is told for the ledger, one entry per pseudonym and data set; `opened` with the identity."""
    fields: dict[tuple[str, str, str], set[str]] = {}
    for one in told:
        if one.given is None:
            continue
        names = {name for name, value in one.fields.items() if value not in (None, (), [])}
        names |= {SEALED} if opened and one.sealed else set()
        fields.setdefault((one.held.subject, one.held.topic, one.given.clause), set()).update(names)
    return [
        Disclosure(
            asking.now_ms,
            PERSON,
            asking.by,
            subject,
            tuple(sorted(names)),
            Purpose.RIGHTS.value,
            clause,
            asking.reason,
            topic,
        )
        for (subject, topic, clause), names in sorted(fields.items())
    ]


def explanation(
    person: Person, told: Sequence[Told], seen: Sequence[Mapping[str, Any]], waiting: Sequence[Kept], asking: Asking
) -> dict[str, Any]:
    """Give the whole answer with the keys that `-o json` promises; `seen` are the ledger's entries, oldest first."""
    status = asking.agreement.status(asking.today)
    return {
        "person": person.canonical,
        "joined": [one for one in person.pseudonyms if one != person.canonical],
        "as_of": moment(asking.now_ms).isoformat(timespec="seconds"),
        "agreement": {"name": asking.agreement.name, "in_force": status.in_force, "th": status.th, "en": status.en},
        "data_sets": _data_sets(told, asking.agreement),
        "decisions": [_decision(one) for one in _once(told)],
        "matches_open": sum(one.held.topic == MATCH and one.fields.get("status") == "OPEN" for one in told),
        "seen_by": [_seen(entry) for entry in seen[-SEEN_MAX:]],
        "seen_count": len(seen),
        "corrections": [_correction(kept, person) for kept in waiting],
    }


def _data_sets(told: Sequence[Told], agreement: Agreement) -> list[dict[str, Any]]:
    names = dict.fromkeys(one.held.topic for one in told if one.held.topic != IDENTITY)
    return [_data_set(name, [one for one in told if one.held.topic == name], agreement) for name in names]


def _data_set(name: str, told: Sequence[Told], agreement: Agreement) -> dict[str, Any]:
    topic, days = BY_NAME[name], agreement.retention(name)
    giver = agreement.departments.get(topic.writer)
    newest = moment(max(one.held.accepted_at for one in told)).date()
    return {
        "data_set": name,
        "th": topic.record_th,
        "en": topic.record_en,
        "from": topic.writer,
        "from_th": OURSELVES[0] if giver is None else giver.th,
        "from_en": OURSELVES[1] if giver is None else giver.en,
        "clause": topic.clause,
        "kept_through": None if days is None else (newest + timedelta(days=days)).isoformat(),
        "records": [_record(one) for one in told],
    }


def _record(one: Told) -> dict[str, Any]:
    held = one.held
    return {
        "record": held.record,
        "pseudonym": held.subject,
        "version": held.version,
        "accepted_at": moment(held.accepted_at).isoformat(timespec="seconds"),
        "state": held.state.value,
        "shown_under": None if one.given is None else one.given.clause,
        "identity": "sealed" if one.sealed else None,
        "fields": one.fields,
    }


def _once(told: Iterable[Told]) -> list[Told]:
    """Take the decisions, one about two pseudonyms once: it is written under both."""
    found = {(one.held.record, one.held.version): one for one in told if one.held.topic == IDENTITY and one.fields}
    return sorted(found.values(), key=lambda one: one.held.version)


def _decision(one: Told) -> dict[str, Any]:
    return {**one.fields, "decided_at": one.fields["decided_at"].isoformat()}


def _seen(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {**entry, "at": moment(entry["at"]).isoformat(timespec="seconds")}


def _correction(kept: Kept, person: Person) -> dict[str, Any]:
    """Tell where a correction stands: `answered` once the agency sent a newer version of the record."""
    item = kept.item
    now = {(one.topic, one.record): one.version for one in person.held}
    asked = int(item.detail.get("version", 0))
    return {
        "id": kept.id,
        "asked_at": moment(item.opened_at).isoformat(timespec="seconds"),
        "owner": item.owner,
        "data_set": item.topic,
        "record": item.record,
        "field": item.detail.get("field"),
        "reason": item.detail.get("reason"),
        "answered": now.get((item.topic or "", item.record or ""), asked) > asked,
    }
