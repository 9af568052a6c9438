"""The demonstration's report: every figure read from what the processes, Redis and the topics hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Facts:
    """What was read when everything had come to rest."""

    kafka: Mapping[str, Any]
    simulation: Mapping[str, Any]
    alerts: Mapping[str, Any]
    latency: Mapping[str, Any]
    verification: Mapping[str, Any]
    per_topic: Mapping[str, int]
    dead_letters: Mapping[str, int]
    gaps_healed: int
    decisions: Mapping[str, int]
    disclosures: int
    ledger_is_whole: bool
    waiting: Mapping[str, int]
    examples: Mapping[str, int]
    officer: Mapping[str, int]
    settings: Mapping[str, Any]
    seconds: Mapping[str, float]
    problems: tuple[str, ...] = field(default=())


def report(facts: Facts) -> dict[str, Any]:
    """Lay the facts out under the report's stable keys."""
    told, verified = facts.simulation, facts.verification
    return {
        "kafka": dict(facts.kafka),
        "events_accepted": told.get("accepted", 0),
        "events_refused": dict(told.get("refused", {})),
        "events_per_topic": dict(sorted(facts.per_topic.items())),
        "events_per_second_load": told.get("events_per_second_load", 0),
        "profiles": verified.get("profiles", 0),
        "profiles_linked": verified.get("profiles_linked", 0),
        "dropped_not_vocational": told.get("dropped_not_vocational", 0),
        "ways_in": dict(told.get("ways_in", {})),
        "reconciliation": {
            agency: {name: proof.get(name) for name in ("dropped", "found", "final")}
            for agency, proof in told.get("reconciliation", {}).items()
        },
        "examples": dict(facts.examples),
        "matches_opened": verified.get("matches_opened", 0),
        "matches_withdrawn": dict(verified.get("matches_withdrawn", {})),
        "alerts_delivered": facts.alerts.get("delivered", 0),
        "alerts_acknowledged": facts.alerts.get("acknowledged", 0),
        "alerts_equal_matches": verified.get("alerts_equal_matches"),
        "event_to_desk_ms": {name: facts.latency.get(name) for name in ("p50", "p95", "p99", "count")},
        "dead_letters": dict(facts.dead_letters),
        "gaps_healed": facts.gaps_healed,
        "view_equals_log": verified.get("view_equals_log", False) is True,
        "records_compared": verified.get("records", 0),
        "joins": facts.decisions.get("JOIN", 0),
        "splits": facts.decisions.get("SPLIT", 0),
        "objections": facts.decisions.get("OBJECTION", 0),
        "erasures": facts.decisions.get("ERASURE", 0),
        "waiting_for_review": dict(facts.waiting),
        "disclosures_recorded": facts.disclosures,
        "ledger_is_whole": facts.ledger_is_whole,
        "officer": dict(facts.officer),
        "settings": dict(facts.settings),
        "seconds": dict(facts.seconds),
        "problems": list(facts.problems),
    }


def unproved(reconciliation: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Say of each agency whose withheld changes were not named exactly, or whose books are not equal in the end."""
    return [
        f"{agency}: {proof['dropped']} records withheld, {proof['found']} of them and {proof['beside']} others named, "
        f"{proof['final']} in the end"
        for agency, proof in reconciliation.items()
        if proof["found"] != proof["dropped"] or not proof["dropped"] or proof["beside"] or proof["final"] != "equal"
    ]
