"""Of a file only the lines on the list are read again, and they are a file of their own."""

from pathlib import Path

import pytest

from producers.files.refusing import FileRefusedError
from producers.files.sheets import Profile
from producers.premises.chosen import OnList, open_chosen
from schemas.topics import INSURANCE
from tests.producers.fakes import edge
from tests.producers.rows import SPELL_ROW

NUMBERS = [f"SSO-{number}" for number in range(5)]


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    columns = [name for name in SPELL_ROW if name not in {"revision", "changed_at", "deleted"}]
    rows = [{**SPELL_ROW, "spell_no": f" {number} "} for number in NUMBERS]
    lines = [",".join(columns), *(",".join(row[name] for name in columns) for row in rows)]
    path = tmp_path / "spells.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def records(*numbers: str) -> frozenset[str]:
    return frozenset(edge("sso").record(INSURANCE, number) for number in numbers)


def test_only_lines_on_the_list_are_read(extract: Path) -> None:
    wanted = OnList(edge("sso"), INSURANCE, records(NUMBERS[1], NUMBERS[3]))
    with open_chosen(extract, Profile(INSURANCE), wanted) as file:
        assert [(line.number, line.values["spell_no"].strip()) for line in file.lines()] == [
            (3, NUMBERS[1]),
            (5, NUMBERS[3]),
        ]


def test_another_list_makes_another_file_and_the_same_list_the_same(extract: Path) -> None:
    digests = []
    for numbers in (NUMBERS[:1], NUMBERS[:1], NUMBERS[:2], []):
        with open_chosen(extract, Profile(INSURANCE), OnList(edge("sso"), INSURANCE, records(*numbers))) as file:
            digests.append(file.digest)
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3


def test_a_file_that_is_none_is_refused_and_let_go_of(tmp_path: Path) -> None:
    path = tmp_path / "spells.csv"
    path.write_bytes(b"\x00\x01\x02")
    with pytest.raises(FileRefusedError), open_chosen(path, Profile(INSURANCE), lambda _: True):
        raise AssertionError
