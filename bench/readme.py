"""The README's table of figures, written from results.json so that both say the same."""

from collections.abc import Mapping
from typing import Any, Final

_NAMES: Final = {
    "saphan": "**Saphan's worker** (idempotence, fencing and watermark on)",
    "bare_loop": "bare loop: confluent-kafka, fastavro, one JSON `SET` an event in pipelines of 1,000",
    "quix": "Quix Streams with a batching Redis sink",
    "faust": "stock Faust with `take(1000)`",
}


def figures(results: Mapping[str, Any]) -> str:
    """Give the table of the apply part, and a sentence on the desk, in Markdown."""
    rows = [
        f"| {_NAMES[name]} | {found['cpu_us_per_event']:.1f} | {found['events_per_second']:,.0f} |"
        for name, found in results["apply"].items()
    ]
    desk, took = results["desk"], results["targets"]["desk"]["event_to_desk_ms"]
    head = ["| every event into Redis | µs of worker CPU an event | events/s |", "|---|---|---|"]
    sentence = (
        f"Event to desk at {desk['events_per_second']} events/s with {desk['people']:,} people on the same two cores: "
        f"p50 {took['p50']:,.0f} ms, p99 {took['p99']:,.0f} ms."
    )
    return "\n".join([*head, *rows, "", sentence, "", _of_rights(results)])


def _of_rights(results: Mapping[str, Any]) -> str:
    """Say what it costs to ask the agreement, to seal and to record."""
    asked, sealed, told = (results["targets"][part] for part in ("agreement", "sealing", "audit"))
    return (
        f"Asking the agreement what of a record may be shown: at most {asked['projection_us']:.1f} µs. Sealing an "
        f"identity, key store included: {sealed['sealing_us']:.1f} µs an event in batches. Recording disclosures in "
        f"the chained ledger: {told['disclosures_per_second']:,.0f} a second on one core."
    )
