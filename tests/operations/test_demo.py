"""The demonstration's officer, its words and its report."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from operations.demo.officer import OPEN_CALLS_MAX, REASONS, Move, Officer, next_move
from operations.demo.plan import Plan, platform, simulation
from operations.demo.progress import Progress, facts, line, progress
from operations.demo.report import Facts, report, unproved
from operations.demo.screen import Lines
from operations.status.summary import summarise
from tests.operations.examples import an_unwell_snapshot


@dataclass
class FakeDesk:
    """A desk that shows some matches and has what it is asked to note, unless the match ended."""

    shown: list[str]
    ended: set[str] = field(default_factory=set)
    notes: list[Move] = field(default_factory=list)

    def matches(self) -> Sequence[str]:
        return self.shown

    def note(self, move: Move) -> bool:
        self.notes.append(move)
        return move.match not in self.ended


def test_an_officer_calls_before_anything_else_and_refuses_only_with_a_reason() -> None:
    desk = FakeDesk([f"m{number}" for number in range(30)])
    officer = Officer(desk, Random(1))
    for _ in range(200):
        officer.act()
    assert desk.notes[0].outcome == "contacted"
    called: set[str] = set()
    for move in desk.notes:
        assert (move.reason in REASONS) == (move.outcome == "refused")
        assert (move.match in called) == (move.outcome != "contacted")
        (called.discard if move.outcome != "contacted" else called.add)(move.match)
    assert set(officer.noted) == {"contacted", "placed", "refused"}
    assert sum(officer.noted.values()) == len(desk.notes)


def test_the_same_seed_makes_the_same_day() -> None:
    days = []
    for _ in range(2):
        desk = FakeDesk(["a", "b", "c"])
        officer = Officer(desk, Random(7))
        days.append([officer.act() for _ in range(20)])
    assert days[0] == days[1]


def test_a_match_that_ended_meanwhile_is_neither_counted_nor_called_again() -> None:
    officer = Officer(FakeDesk(["gone"], ended={"gone"}), Random(1))
    assert officer.act() is None
    assert officer.noted == {}
    assert officer.called == []


def test_with_nothing_on_the_desk_there_is_nothing_to_do() -> None:
    assert next_move([], [], Random(1)) is None


def test_an_officer_never_has_more_than_so_many_calls_open() -> None:
    called = [f"m{number}" for number in range(OPEN_CALLS_MAX)]
    assert all(next_move(["new"], called, Random(seed)) != Move("new", "contacted") for seed in range(50))


SEEN = Progress("live", 12.0, {"accepted": 1234, "refused": {"BAD_CHECK_DIGIT": 3}}, {"delivered": 5, "ids": 6})


def test_a_moment_is_said_in_one_line() -> None:
    assert line(SEEN) == "  12 s live · accepted 1,234 · behind 0 · to match 0 · alerts 5/6"


def test_a_moment_on_a_terminal_names_what_is_not_known_yet() -> None:
    said = dict(facts(SEEN))
    assert said["event to desk"] == "none yet"
    assert said["refused"].startswith("3;")


def test_a_moment_on_a_terminal_tells_the_ways_in_and_whether_both_sides_agree() -> None:
    assert dict(facts(SEEN))["both sides"] == "not compared yet"
    proof = {"found": 4, "dropped": 5, "final": "different"}
    said = dict(facts(Progress("live", 1.0, {"ways_in": {"ovec.file": 1234}, "reconciliation": {"ovec": proof}})))
    assert (said["ways in"], said["both sides"]) == ("1,234 ovec.file", "ovec 4/5 named, different")


def test_progress_takes_its_figures_from_the_summary() -> None:
    seen = progress("live", 1.0, {"alerts": {"delivered": 2}}, summarise(an_unwell_snapshot()))
    assert (seen.waiting, seen.dead_letters, seen.gaps_healed, seen.workers) == (41, 217, 2, 2)
    assert seen.alerts == {"delivered": 2}


def test_plain_lines_come_every_five_seconds_and_when_the_phase_changes() -> None:
    written: list[str] = []
    with Lines(written.append) as lines:
        for second in range(12):
            lines.show(Progress("load" if second < 3 else "live", float(second)))
    assert [text.split(" ·")[0].strip() for text in written] == ["0 s load", "3 s live", "8 s live"]


KEYS = {
    "kafka",
    "events_accepted",
    "events_refused",
    "events_per_second_load",
    "profiles",
    "profiles_linked",
    "dropped_not_vocational",
    "matches_opened",
    "matches_withdrawn",
    "alerts_delivered",
    "alerts_acknowledged",
    "event_to_desk_ms",
    "dead_letters",
    "gaps_healed",
    "view_equals_log",
    "events_per_topic",
    "joins",
    "splits",
    "objections",
    "erasures",
    "disclosures_recorded",
}


def some_facts(**verification: object) -> Facts:
    return Facts(
        kafka={"version": "4.4.0"},
        simulation={"accepted": 9},
        alerts={},
        latency={"p50": 1, "p95": 2, "p99": 3},
        verification=verification,
        per_topic={"ovec.student.v1": 3},
        dead_letters={},
        gaps_healed=0,
        decisions={"JOIN": 5, "SPLIT": 1, "ERASURE": 2},
        disclosures=77,
        ledger_is_whole=True,
        waiting={"suggestion": 4},
        examples={"doe": 3},
        officer={},
        settings={},
        seconds={},
    )


def test_the_report_has_every_promised_key() -> None:
    made = report(some_facts(view_equals_log=True, profiles=3))
    assert set(made) >= KEYS
    assert (made["view_equals_log"], made["profiles"], made["events_accepted"]) == (True, 3, 9)
    assert {"p50", "p95", "p99"} <= set(made["event_to_desk_ms"])


def test_the_report_counts_decisions_as_the_log_has_them() -> None:
    made = report(some_facts())
    assert [made[name] for name in ("joins", "splits", "objections", "erasures")] == [5, 1, 0, 2]
    assert made["disclosures_recorded"] == 77


def test_a_view_that_was_never_compared_is_not_reported_as_equal() -> None:
    assert report(some_facts())["view_equals_log"] is False


def test_the_report_says_by_which_ways_rows_came_in_and_what_the_comparison_found() -> None:
    proof = {"dropped": 5, "found": 5, "beside": 0, "sent_before": 2, "exchanges": 9, "final": "equal"}
    compared = {"doe": proof}
    told = {"ways_in": {"doe.gateway": 7}, "reconciliation": compared}
    made = report(replace(some_facts(), simulation=told))
    assert (made["ways_in"], made["examples"]) == ({"doe.gateway": 7}, {"doe": 3})
    assert made["reconciliation"] == {"doe": {"dropped": 5, "found": 5, "final": "equal"}}
    assert unproved(compared) == []
    for wrong in ({"found": 4}, {"beside": 1}, {"final": "different"}, {"dropped": 0, "found": 0}):
        (said,) = unproved({"doe": proof | wrong})
        assert said.startswith("doe: ")


def test_each_agency_uses_its_own_way_in_where_the_plan_says_so() -> None:
    plan = Plan(Path("state"), 10, 5, 1.0, 1, 2, 8350)
    names = {one.name for one in platform(plan, "desk", "dsd")}
    assert "dsd-relay" not in names
    assert "--ways" not in simulation(plan).arguments
    own = replace(plan, ways=True)
    assert {one.name for one in platform(own, "desk", "dsd")} - names == {"gateway", "reconcile", "dsd-relay"}
    (relay,) = (one for one in platform(own, "desk", "dsd") if one.name == "dsd-relay")
    assert relay.role == "dsd-relay"
    assert relay.arguments[-5:] == ("dsd", "--agency", "dsd", "--source", "dsd-register")
    assert {"--ways", "--until"} <= set(simulation(own).arguments)
