"""On a real platform: rows dropped on purpose are named exactly, who was erased is set aside, and the rest is equal."""

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from operations.local.environment import environment
from operations.local.stack import Stack
from operations.local.supervisor import Supervisor
from operations.local.waiting import wait_until
from operations.web.clock import now_ms
from producers.draft import Row
from producers.receipts import Accepted, NotVocational, Refused
from producers.reconciling.held import HeldRecords
from producers.simulation.invented import national_id
from producers.typed.record import written as said
from schemas.database import open_database
from schemas.dates import moment
from schemas.topics import INSURANCE, STUDENT, VACANCY
from tests.producers.rows import G_CODE, OTHER_PIN, SPELL_ROW, STUDENT_ROW, VACANCY_ROW
from tests.reconciling.platform import LOOK_SECONDS, SECONDS_MAX, Platform

pytestmark = [pytest.mark.stack, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    folder = tmp_path_factory.mktemp("reconciling")
    with Stack.start(folder / "stack") as stack, Supervisor(stack.state) as supervisor:
        yield Platform(stack, supervisor, folder)


def written(path: Path, rows: Sequence[Row]) -> Path:
    """Write a register's file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shown(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text[text.index("{") : text.rindex("}") + 1])
    return found


def test_dropped_rows_are_named_over_gateway_and_file_and_sent_again_all_is_equal(
    platform: Platform, tmp_path: Path
) -> None:
    vacancies = [{**VACANCY_ROW, "job_id": f"DOE-21-{number:07}"} for number in range(200)]
    dropped = (7, 80, 199)
    register = written(tmp_path / "vacancies.csv", vacancies)
    platform.send("doe", VACANCY, [row for at, row in enumerate(vacancies) if at not in dropped])
    wanted = {vacancies[at]["job_id"] for at in dropped}
    for named in (True, False):
        again = tmp_path / f"again-{named}.csv"
        arguments = ("compare", str(register), "--data-set", "doe.vacancy", "-o", "json", "--again", str(again))
        code, text = platform.saphan("doe", *arguments, named=named)
        assert (code, shown(text)["outcome"]) == (1, "different"), text
        assert {one["own_id"] for one in shown(text)["missing"]} == wanted
        assert {row["job_id"] for row in read(again)} == wanted
        assert not shown(text)["extra"]
    question, answer = tmp_path / "question.json", tmp_path / "answer.json"
    assert platform.saphan("doe", "question", str(register), "--data-set", "doe.vacancy", "--to", str(question))[0] == 0
    told = platform.saphan("doe", "answer", str(question), "--to", str(answer), "--source", "doe", role="operator")
    assert told[0] == 0, told[1]
    code, text = platform.saphan("doe", "read", str(answer), str(register), "--data-set", "doe.vacancy", "-o", "json")
    assert (code, {one["own_id"] for one in shown(text)["missing"]}) == (1, wanted), text
    platform.send("doe", VACANCY, read(tmp_path / "again-True.csv"))
    code, text = platform.saphan("doe", "compare", str(register), "--data-set", "doe.vacancy")
    assert code == 0, text
    assert "equal" in text
    assert "197" not in text
    code, text = platform.saphan("doe", "status", role="operator")
    assert "200 records: equal" in text


# Each test has people of its own, in a part of its own of the data sets that both compare.
HERE, THERE = ("--part", "province=21"), ("--part", "province=20")


def test_only_the_population_is_compared(platform: Platform, tmp_path: Path) -> None:
    platform.send("ovec", STUDENT, [STUDENT_ROW])
    spells = [
        {**SPELL_ROW, "spell_no": "1"},
        {**SPELL_ROW, "spell_no": "2", "insured_id": OTHER_PIN},
        {**SPELL_ROW, "spell_no": "3", "insured_id": G_CODE},
    ]
    receipts = platform.taken("sso", INSURANCE, spells)
    assert [type(one) for one in receipts] == [Accepted, NotVocational, NotVocational]
    register = written(tmp_path / "spells.csv", spells)
    arguments = ("compare", str(register), "--data-set", "sso.insurance", *HERE, "-o", "json")
    code, text = platform.saphan("sso", *arguments)
    assert (code, shown(text)["count"], shown(text)["left_out"]) == (0, 1, 2), text
    platform.send("ovec", STUDENT, [{**STUDENT_ROW, "revision": "3", "deleted": "1"}])
    held = HeldRecords(open_database(environment(platform.stack, "reconcile")["SAPHAN_RECONCILING_DATABASE_URL"]))
    part = {"province": "21"}
    assert wait_until(lambda: held.whole(INSURANCE, part).size == 0, SECONDS_MAX, LOOK_SECONDS)
    code, text = platform.saphan("sso", *arguments)
    assert (code, shown(text)["count"], shown(text)["left_out"]) == (0, 0, 3), text


def three_students() -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Give three people's rows in OVEC's register, and in SSO's, which changed a minute ago."""
    changed_at = said(moment(now_ms() - 60_000))
    numbers = [national_id(number) for number in (500_000_001, 500_000_002, 500_000_003)]
    own = {"changed_at": changed_at, "province_code": "20", "district_code": "2001"}
    students = [
        {**STUDENT_ROW, **own, "college_code": "1320000001", "student_id": f"6630104000{at}", "citizen_id": number}
        for at, number in enumerate(numbers, 5)
    ]
    spell = {**SPELL_ROW, "changed_at": changed_at, "province_code": "20"}
    return students, [{**spell, "spell_no": f"2{at}", "insured_id": number} for at, number in enumerate(numbers)]


def test_what_an_erased_person_had_is_neither_missing_nor_to_be_sent_again(platform: Platform, tmp_path: Path) -> None:
    students, spells = three_students()
    for source, topic, rows in (("ovec", STUDENT, students), ("sso", INSURANCE, spells)):
        assert [type(one) for one in platform.taken(source, topic, rows)] == [Accepted] * 3
    gone = students[1]
    erased = platform.erase(gone["citizen_id"])
    assert erased.complete
    assert erased.records == 2

    register, again = written(tmp_path / "students.csv", students), tmp_path / "again.csv"
    arguments = ("compare", str(register), "--data-set", "ovec.student", *THERE, "-o", "json", "--again", str(again))
    for named in (True, False, True):
        code, text = platform.saphan("ovec", *arguments, named=named)
        found = shown(text)
        assert (code, found["outcome"]) == (0, "equal"), text
        assert not any(found[kind] for kind in ("missing", "extra", "different"))
        assert [(one["own_id"], one["why"]) for one in found["set_aside"]] == [(gone["student_id"], "erased")]
        assert read(again) == []
        # Whoever sends the record again all the same is refused it, and the next comparison comes out as this one.
        receipts = platform.taken("ovec", STUDENT, students)
        assert [type(one) for one in receipts] == [Accepted, Refused, Accepted]
        assert getattr(receipts[1], "code", "") == "ERASED"

    # Nobody is in the population any more who was erased from it.
    spent = written(tmp_path / "spells.csv", spells)
    code, text = platform.saphan("sso", "compare", str(spent), "--data-set", "sso.insurance", *THERE, "-o", "json")
    found = shown(text)
    assert (code, found["outcome"], found["count"], found["left_out"]) == (0, "equal", 2, 1), text
    assert [type(one) for one in platform.taken("sso", INSURANCE, spells)] == [Accepted, NotVocational, Accepted]
