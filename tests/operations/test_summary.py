"""What operators are told, and what the health check and Prometheus say of the same moment."""

import json
from dataclasses import replace
from datetime import date

import pytest
from prometheus_client.parser import text_string_to_metric_families

from operations import health, metrics
from operations.status.lag import State
from operations.status.printing import as_dict, lines, plain, tables
from operations.status.rates import rates
from operations.status.snapshot import Sample, Snapshot
from operations.status.summary import summarise
from schemas.agreement import DEMONSTRATION, MEMORANDUM
from tests.operations.examples import NOW_MS, a_snapshot, an_unwell_snapshot


def test_a_platform_that_keeps_its_promises_is_well() -> None:
    status, body = health.answer(summarise(a_snapshot()))
    assert (status, body) == (200, {"well": True, "state": "OK", "reasons": []})


def test_a_partition_that_stands_still_without_an_owner_is_named_with_both_reasons() -> None:
    status, body = health.answer(summarise(an_unwell_snapshot()))
    assert status == 503
    assert [(reason["code"], reason["about"]) for reason in body["reasons"]] == [("STALLED", "4"), ("NO_OWNER", "4")]


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        (Snapshot(NOW_MS, kafka_error="TIMED_OUT"), "KAFKA_UNREACHABLE"),
        (Snapshot(NOW_MS, redis_error="TIMED_OUT"), "REDIS_UNREACHABLE"),
    ],
)
def test_a_side_that_does_not_answer_is_unwell(seen: Snapshot, code: str) -> None:
    status, body = health.answer(summarise(seen))
    assert (status, body["reasons"][0]["code"]) == (503, code)


def test_an_agreement_that_is_not_in_force_is_a_reason_with_since_when_in_both_languages() -> None:
    ended = summarise(a_snapshot(agreement=MEMORANDUM.status(date(2026, 11, 23))))
    (reason,) = ended.reasons
    assert (reason.code, reason.about, ended.state) == ("AGREEMENT_NOT_IN_FORCE", "2023-05-05", State.STALLED)
    assert "5 พฤษภาคม 2566" in reason.th
    assert "5 May 2023" in reason.en
    assert not summarise(a_snapshot(agreement=DEMONSTRATION.status(date(2026, 11, 23)))).reasons


def test_a_worker_whose_report_is_old_owns_nothing() -> None:
    well = a_snapshot()
    old = replace(well.workers[0], reported_ms=NOW_MS - 60_000)
    reasons = summarise(replace(well, workers=(old, well.workers[1]))).reasons
    assert [(reason.code, reason.about) for reason in reasons] == [("NO_OWNER", "0, 1, 2")]


def test_the_state_of_the_whole_is_that_of_its_worst_partition() -> None:
    assert summarise(a_snapshot()).state is State.OK
    assert summarise(an_unwell_snapshot()).state is State.STALLED


def test_an_agency_that_never_sent_anything_is_said_to_be_unknown_not_fresh() -> None:
    rows = {row.agency: row for row in summarise(Snapshot(NOW_MS)).agencies}
    assert rows["sso"].age_seconds is None
    rows = {row.agency: row for row in summarise(a_snapshot()).agencies}
    assert rows["ovec"].age_seconds == 2.0


def test_the_dead_letters_of_most_records_come_first() -> None:
    assert [row.letters for row in summarise(an_unwell_snapshot()).dead_letters] == [214, 3]


def test_every_metric_is_in_the_list_and_can_be_read_by_prometheus() -> None:
    snapshot = an_unwell_snapshot()
    said = metrics.text(snapshot, summarise(snapshot)).decode()
    families = {family.name for family in text_string_to_metric_families(said)}
    assert families == {named.name.removesuffix("_total") for named in metrics.METRICS}
    assert 'saphan_view_lag_state{partition="4",topic="ovec.student.v1"} 2.0' in said
    assert 'saphan_dead_letters_total{code="UNKNOWN_SCHEMA",topic="sso.insurance.v1"} 214.0' in said
    assert "saphan_well 0.0" in said


def test_metric_names_carry_their_base_unit_and_each_stands_once() -> None:
    names = [named.name for named in metrics.METRICS]
    assert len(names) == len(set(names))
    for named in metrics.METRICS:
        assert named.name.startswith(("kafka_", "saphan_"))
        assert (named.kind == "counter") == named.name.endswith("_total")
        assert not named.name.endswith(("_ms", "_kb", "_minutes"))


def test_json_holds_every_row_and_can_be_read_back() -> None:
    summary = summarise(an_unwell_snapshot())
    read = json.loads(json.dumps(as_dict(summary)))
    assert read["state"] == "STALLED"
    assert read["dead_letters"][0]["code"] == "UNKNOWN_SCHEMA"
    assert read["partitions"][0]["topic"] == "ovec.student.v1"


def test_each_json_line_says_of_which_kind_it_is() -> None:
    kinds = {json.loads(line)["kind"] for line in lines(summarise(an_unwell_snapshot()))}
    assert kinds == {"topics", "partitions", "agencies", "workers", "tags", "dead_letters", "reasons"}


def test_a_table_without_a_terminal_is_aligned_text_and_wide_shows_more() -> None:
    summary = summarise(an_unwell_snapshot())
    short, wide = tables(summary, wide=False), tables(summary, wide=True)
    assert {title for title, _ in short} < {title for title, _ in wide}
    topics = plain(*short[0]).splitlines()
    assert topics[1].split()[0] == "topic"
    assert len({line.index("STALLED") for line in topics[2:]}) == 1
    assert plain("workers", []) == "workers: none"


def test_rates_are_records_per_second_between_samples() -> None:
    history = [Sample(at * 1000, {("a", 0): 100 + 10 * at, ("b", 0): 5 * at}, {}) for at in range(9)]
    assert rates(history, ["a"], 10) == [10.0] * 8
    assert rates(history, ["a", "b"], 4) == [15.0] * 4
    assert rates(history[:1], ["a"], 4) == []


def test_a_topic_created_anew_is_not_a_negative_rate() -> None:
    assert rates([Sample(0, {("a", 0): 100}, {}), Sample(1000, {("a", 0): 3}, {})], ["a"], 4) == [0.0]
