"""`saphan review …` prints for people and programs, decides as the steward, and refuses in both languages."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from operations.review import commands
from operations.review.settings import Review
from schemas.agreement import MEMORANDUM
from tests.review.examples import ANONG, BOON
from tests.review.test_pages import Site, suggestion

Run = Callable[..., Result]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    found = Site(tmp_path)
    yield found
    found.close()


@pytest.fixture
def run(site: Site, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command over the people in memory."""

    def running(*arguments: str, over: Review | None = None) -> Result:
        @contextmanager
        def opened(*_: Any) -> Iterator[Review]:
            yield over or site.review

        monkeypatch.setattr("operations.review.settings.opened", opened)
        monkeypatch.setattr(commands, "role_settings", lambda *_: {})
        return CliRunner().invoke(commands.app, list(arguments))

    return running


def test_a_scan_says_how_many_it_saw_and_found(run: Run) -> None:
    found = json.loads(run("scan", "-o", "json").stdout)
    assert found == {"people": 3, "suggestion": 1, "conflict": 0, "difference": 4, "opened": 0, "gone": 0}
    assert "suggestion  1" in run("scan").stdout


def test_after_the_agreements_term_nothing_is_scanned_and_it_says_since_when(run: Run, site: Site) -> None:
    refused = run("scan", over=replace(site.review, agreement=MEMORANDUM))
    assert refused.exit_code == 1
    assert "5 พฤษภาคม 2566" in refused.output
    assert "5 May 2023" in refused.output


def test_what_waits_is_listed_by_owner_and_kind(run: Run) -> None:
    assert {item["kind"] for item in json.loads(run("list", "-o", "json").stdout)} == {"SUGGESTION", "DIFFERENCE"}
    (item,) = json.loads(run("list", "--kind", "suggestion", "-o", "json").stdout)
    assert (item["owner"], item["subject"], item["other"]) == ("steward", ANONG, BOON)
    assert ANONG in run("list", "--owner", "steward").stdout


def test_differences_are_listed_for_one_agency_with_what_it_may_see(run: Run) -> None:
    rows = json.loads(run("differences", "--agency", "dsd", "-o", "json").stdout)
    assert {row["detail"]["about"] for row in rows} == {"name", "residence"}
    assert all(other["value"] is None for row in rows for other in row["detail"]["others"])


def test_an_item_is_shown_with_both_sides_once_the_look_is_on_record(run: Run, site: Site) -> None:
    number = str(suggestion(site))
    shown = run("show", number).stdout
    assert "สำเร็จการศึกษา" in shown
    assert len(site.looks()) == 2
    told = json.loads(run("show", number, "-o", "json").stdout)
    assert [side["pseudonym"] for side in told["sides"]] == [ANONG, BOON]


def test_a_join_a_split_and_a_dismissal_are_told_and_done(run: Run, site: Site) -> None:
    number = str(suggestion(site))
    assert run("join", number, "--reason", "number_changed").stdout == f"JOIN {ANONG} {BOON} (NUMBER_CHANGED)\n"
    assert run("split", ANONG, BOON, "--reason", "JOINED_BY_MISTAKE").exit_code == 0
    assert run("join", BOON, ANONG, "--reason", "CONFIRMED_BY_AGENCY").exit_code == 0
    assert [(one.decision, one.canonical) for one in site.log.written] == [
        ("JOIN", ANONG),
        ("SPLIT", ANONG),
        ("JOIN", BOON),
    ]
    (difference, *_) = json.loads(run("differences", "-o", "json").stdout)
    assert run("dismiss", str(difference["id"]), "--reason", "BOTH_ARE_RIGHT").exit_code == 0
    assert difference["id"] not in [one["id"] for one in json.loads(run("differences", "-o", "json").stdout)]


def test_a_decision_that_is_not_possible_or_not_written_ends_with_exit_one_in_both_languages(
    run: Run, site: Site
) -> None:
    number = str(suggestion(site))
    refused = run("split", number, "--reason", "JOINED_BY_MISTAKE")
    assert refused.exit_code == 1
    assert "แยกไม่ได้" in refused.output
    assert "not joined" in refused.output
    site.log.away = True
    assert "the decision was not written" in run("join", number, "--reason", "NUMBER_CHANGED").output


@pytest.mark.parametrize("which", [["one"], ["1", "2"], ["a" * 32]])
def test_what_names_neither_an_item_nor_a_pair_is_a_usage_error(run: Run, which: list[str]) -> None:
    assert run("join", *which, "--reason", "NUMBER_CHANGED").exit_code == 2
