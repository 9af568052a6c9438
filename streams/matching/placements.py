"""What DOE's placement service has noted about a person: placed, or refused for a vacancy."""

from collections.abc import Mapping, Sequence

from schemas.profile import Placement


def latest_by_vacancy(placements: Sequence[Placement]) -> Mapping[str, Placement]:
    """Give, per vacancy, what was noted last."""
    return {one.vacancy: one for one in sorted(placements, key=_noted)}


def placed(placements: Sequence[Placement]) -> Placement | None:
    """Find the placement in force: the last one noted as PLACED, unless the person registered again afterwards."""
    latest = latest_by_vacancy(placements).values()
    found = max((one for one in latest if one.stage == "PLACED"), key=_noted, default=None)
    registered = (one for one in placements if one.stage == "REGISTERED")
    if found is None or any(_noted(one) > _noted(found) for one in registered):
        return None
    return found


def refused(placements: Sequence[Placement]) -> tuple[Placement, ...]:
    """List, in the order of vacancies, what was noted last as NOT_PLACED."""
    latest = latest_by_vacancy(placements)
    return tuple(latest[vacancy] for vacancy in sorted(latest) if latest[vacancy].stage == "NOT_PLACED")


def _noted(placement: Placement) -> tuple[float, int, str]:
    return placement.noted_at.timestamp(), placement.source.version, placement.source.record
