"""What a source is told as a whole: days without gaps, what is to be mended, what waits, and how timing is kept."""

from dataclasses import replace
from datetime import date

from producers.arrivals.arrival import Outcome
from producers.arrivals.store import Arrivals
from producers.source_pages.facts import Mark, Tally
from producers.source_pages.overview import Day, by_day
from producers.source_pages.reporting import as_dict, broken, lines
from producers.source_pages.timing import Keeping
from producers.source_pages.waiting import Why
from schemas.agreement import MEMORANDUM
from schemas.topics import OVEC_FACILITY, STUDENT
from tests.source_pages.examples import (
    DAY_MS,
    EQUAL,
    NOW_MS,
    UNEQUAL,
    WHOSE,
    FakeComparisons,
    FakeView,
    a_history,
    applied,
    arrival,
    sources,
)

TODAY = date(2026, 11, 23)


def test_days_run_back_without_gaps_and_the_parts_make_up_the_whole() -> None:
    tallies = [
        Tally(TODAY, STUDENT, Outcome.ACCEPTED, 5),
        Tally(TODAY, OVEC_FACILITY, Outcome.ACCEPTED, 1),
        Tally(TODAY, STUDENT, Outcome.DROPPED, 2),
        Tally(date(2026, 11, 21), STUDENT, Outcome.REFUSED, 3),
        Tally(date(2026, 11, 1), STUDENT, Outcome.REFUSED, 9),
    ]
    assert by_day(tallies, TODAY, 3) == [
        Day(TODAY, accepted=6, dropped=2),
        Day(date(2026, 11, 22)),
        Day(date(2026, 11, 21), refused=3),
    ]
    assert by_day(tallies, TODAY, 1)[0].received == 8


def test_an_overview_tells_days_reasons_and_what_is_to_be_done(arrivals: Arrivals) -> None:
    a_history(arrivals)
    found = sources(arrivals).overview(WHOSE, NOW_MS)
    assert (found.today.received, found.today.accepted, found.today.refused, found.today.again) == (7, 5, 1, 1)
    assert (found.to_mend, found.to_send_again, found.not_visible) == (2, 1, 0)
    assert [(one.code, one.records) for one in found.unmended] == [
        ("IDENTIFIER_CHECK_DIGIT", 2),
        ("ERASURES_NOT_KNOWN", 1),
    ]


def test_each_data_set_has_the_agreements_words_rows_and_keeping(arrivals: Arrivals) -> None:
    a_history(arrivals)
    students, facilities = sources(arrivals).overview(WHOSE, NOW_MS).sets
    assert students.timing_th == "ตามกรอบเวลาการจัดเก็บข้อมูล"
    assert (students.kept.state, students.kept.due_days) == (Keeping.KEPT, 184)
    assert {row.receiver for row in students.rows} == {"doe", "dsd", "mol", "sso"}
    assert (facilities.kept.state, facilities.newest_ms) == (Keeping.NEVER, None)


def test_a_source_that_went_silent_breaks_its_promise(arrivals: Arrivals) -> None:
    arrivals.note([arrival(1, at_ms=NOW_MS - 185 * DAY_MS)])
    found = sources(arrivals).overview(WHOSE, NOW_MS)
    assert found.sets[0].kept.state is Keeping.LATE
    assert broken(found)
    assert not broken(sources(arrivals).overview(WHOSE, NOW_MS - DAY_MS))


def test_what_is_beyond_the_watermark_waits_and_after_a_minute_we_break_ours(arrivals: Arrivals) -> None:
    arrivals.note([arrival(1, at_ms=NOW_MS - 1000), arrival(2, at_ms=NOW_MS - 1000)])
    behind = sources(arrivals, FakeView(applied(1)))
    found = behind.overview(WHOSE, NOW_MS)
    assert [(one.why, one.rows) for one in found.sets[0].waiting] == [(Why.BEING_APPLIED, 1)]
    assert (found.not_visible, broken(found)) == (1, False)
    later = behind.overview(WHOSE, NOW_MS + 60_000)
    assert [one.why for one in later.sets[0].waiting] == [Why.SLOW]
    assert broken(later)


def test_when_the_view_does_not_answer_it_is_not_known_what_is_visible(arrivals: Arrivals) -> None:
    a_history(arrivals)
    found = sources(arrivals, FakeView(None)).overview(WHOSE, NOW_MS)
    assert found.not_visible is None
    assert {one.why for told in found.sets for one in told.waiting} == {Why.NOT_KNOWN}


def test_after_the_term_everything_is_held_and_said_so(arrivals: Arrivals) -> None:
    a_history(arrivals)
    found = sources(arrivals, agreement=MEMORANDUM).overview(WHOSE, NOW_MS)
    assert not found.status.in_force
    assert {one.why for told in found.sets for one in told.waiting} == {Why.PAUSED}
    assert found.sets[0].rows == ()


def test_a_partition_that_is_read_after_the_view_was_asked_is_called_waiting_and_never_visible(
    arrivals: Arrivals,
) -> None:
    arrivals.note([arrival(5)])

    class Moving(FakeView):
        def marks(self, _topics: object) -> dict[tuple[str, int], Mark]:
            arrivals.note([arrival(6, at_ms=NOW_MS)])
            return applied(5)

    assert sources(arrivals, Moving({})).overview(WHOSE, NOW_MS).not_visible == 1


def test_comparisons_are_told_with_their_data_set(arrivals: Arrivals) -> None:
    found = sources(arrivals, comparisons=FakeComparisons(EQUAL, UNEQUAL)).overview(WHOSE, NOW_MS)
    assert [told.reconciled for told in found.sets] == [(EQUAL,), (UNEQUAL,)]


def test_json_has_stable_keys_and_lines_are_thai_or_english(arrivals: Arrivals) -> None:
    a_history(arrivals)
    found = sources(arrivals, comparisons=FakeComparisons(EQUAL)).overview(WHOSE, NOW_MS)
    told = as_dict(found)
    assert set(told["data_sets"][0]) == {
        *("data_set", "clause", "timing_th", "timing_en", "due_days", "state", "last_delivery", "next_by"),
        *("late_times", "longest_days", "newest", "waiting", "reconciled", "given"),
    }
    assert told["days"][0] == {
        "day": "2026-11-23",
        "received": 7,
        "accepted": 5,
        "refused": 1,
        "again": 1,
        "dropped": 0,
    }
    thai, english = "\n".join(lines(found, "th")), "\n".join(lines(found, "en"))
    assert "รอแก้ 2 ระเบียน" in thai
    assert "หลักตรวจสอบไม่ตรง" in thai
    assert "2 records to be mended" in english
    assert "equal, 1,204 records" in english


def test_an_amendments_data_set_that_says_no_timing_is_told_without(arrivals: Arrivals) -> None:
    asked = sources(arrivals)
    bare = replace(asked.agreement, handling={})
    told = replace(asked, agreement=bare).overview(WHOSE, NOW_MS).sets[0]
    assert (told.timing_th, told.kept.due_days) == ("", None)
