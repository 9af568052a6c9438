"""The README's table of figures, written from results.json so that both say the same."""

from collections.abc import Mapping
from typing import Any, Final

BEGIN: Final = "<!-- figures of `make bench` -->"
END: Final = "<!-- end of the figures -->"
_NAMES: Final = {
    "saphan": "**Saphan's worker** (idempotence, fencing and watermark on)",
    "bare_loop": "bare loop: confluent-kafka, fastavro, one JSON `SET` an event in pipelines of 1,000",
    "quix": "Quix Streams with a batching Redis sink",
    "faust": "stock Faust with `take(1000)`",
}


def figures(results: Mapping[str, Any]) -> str:
    """Give the tables of what goes into the view and of the ways in, and a sentence on each other part, in Markdown."""
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
    return "\n".join([*head, *rows, "", sentence, "", *_of_ways_in(results), "", _of_rights(results)])


def written(text: str, results: Mapping[str, Any]) -> str:
    """Put the figures between the README's two marks; ValueError when it has none."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the README has no {BEGIN} … {END}")
    return f"{before}{BEGIN}\n{figures(results)}\n{END}{after}"


def _of_ways_in(results: Mapping[str, Any]) -> list[str]:
    """Give each way in beside the SDK alone of the same run, and what a long body and a comparison cost."""
    gateway, file, outbox = (results[part] for part in ("gateway", "file", "outbox"))
    ratios = {part: results["targets"][part]["rate_vs_sdk"] for part in ("gateway", "file")}
    rows = [
        ("gateway, JSON Lines", gateway["gateway"]["rows_per_second"], f"{ratios['gateway']:.2f}"),
        ("`saphan file send`, CSV", file["file"]["rows_per_second"], f"{ratios['file']:.2f}"),
        ("outbox relay, from PostgreSQL", outbox["rows_per_second"], ""),
    ]
    return [
        f"| a way in (the SDK alone: {gateway['sdk']['rows_per_second']:,.0f} rows/s) | rows/s | of the SDK's pace |",
        "|---|---|---|",
        *(f"| {name} | {pace:,.0f} | {ratio} |" for name, pace, ratio in rows),
        "",
        _of_much(results),
    ]


def _of_much(results: Mapping[str, Any]) -> str:
    """Say what a long body and a comparison cost."""
    gateway, compared, ran = results["gateway"], results["reconcile"], results["ran"]["reconcile"]
    return (
        f"A body of {gateway['long_body']['rows']:,} rows goes through a gateway of {gateway['memory_mib']:,.0f} MiB. "
        f"Comparing {ran['records']:,} records that differ in {ran['differences']}: "
        f"{compared['seconds']:.1f} s, {compared['exchanges']} exchanges, {compared['bytes'] / 1000:,.0f} kB."
    )


def _of_rights(results: Mapping[str, Any]) -> str:
    """Say what it costs to ask the agreement, to seal and to record."""
    asked, sealed, told = (results["targets"][part] for part in ("agreement", "sealing", "audit"))
    return (
        f"Asking the agreement what of a record may be shown: at most {asked['projection_us']:.1f} µs. Sealing an "
        f"identity, key store included: {sealed['sealing_us']:.1f} µs an event in batches. Recording disclosures in "
        f"the chained ledger: {told['disclosures_per_second']:,.0f} a second on one core."
    )
