"""Where registers disagree about one person, and what each owner may be told of it (clause 1.2)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

from operations.review.claims import DIED, STUDYING, Claim
from operations.review.store import Item, Kind

NAME: Final = "name"
RESIDENCE: Final = "residence"
STATUS: Final = "status"
# What is compared, and the fields of a record that say it: the first that holds something.
COMPARED: Final[dict[str, tuple[str, ...]]] = {
    NAME: ("name_hash",),
    RESIDENCE: ("district", "province"),
    STATUS: ("status",),
}
# Gives the fields that a receiver may have of a claim's record so that registers can be made consistent; none: nothing.
Told = Callable[[Claim, str], dict[str, Any]]


def differences(subject: str, person: Sequence[Claim], told: Told, at_ms: int) -> Iterator[Item]:
    """Give each owner an item for each thing its newest record says otherwise than another register's newest does.

    An owner is told its own value and who differs; the other's value only as far as `told` lets it.
    """
    for about in COMPARED:
        newest = _newest(person, about)
        for agency, own in sorted(newest.items()):
            others = [newest[one] for one in sorted(newest) if one != agency and _differ(about, own, newest[one])]
            if others:
                yield Item(
                    Kind.DIFFERENCE,
                    agency,
                    subject,
                    at_ms,
                    topic=own.topic,
                    record=own.record,
                    detail={
                        "about": about,
                        "own": _value(about, own),
                        "others": [
                            {"agency": one.agency, "value": _permitted(about, told(one, agency))} for one in others
                        ],
                    },
                )


def _newest(person: Iterable[Claim], about: str) -> dict[str, Claim]:
    """Take, of each agency, the newest record that says something about this."""
    found: dict[str, Claim] = {}
    for one in sorted(person, key=_accepted):
        if _value(about, one) is not None:
            found[one.agency] = one
    return found


def _accepted(claim: Claim) -> tuple[int, str, str]:
    return claim.accepted_at, claim.topic, claim.record


def _value(about: str, claim: Claim) -> str | None:
    match about:
        case "name":
            return claim.name
        case "residence":
            return claim.residence
        case _:
            return claim.status


def _differ(about: str, one: Claim, other: Claim) -> bool:
    """Say whether two registers contradict each other: a province holds its districts, and who died studies no more."""
    ours, theirs = _value(about, one) or "", _value(about, other) or ""
    match about:
        case "name":
            return ours != theirs
        case "residence":
            return not ours.startswith(theirs) and not theirs.startswith(ours)
        case _:
            return {ours, theirs} & STUDYING != set() and DIED in {ours, theirs}


def _permitted(about: str, fields: dict[str, Any]) -> str | None:
    return next((str(fields[name]) for name in COMPARED[about] if fields.get(name)), None)
