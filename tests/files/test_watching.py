"""A watched folder sends what no longer grows, puts it aside, and gives answers back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from producers.files.declaring import Said
from producers.files.desk import Answered, handler, send_file
from producers.files.sending import Sending, Terms
from producers.files.sheets import Profile
from producers.files.state import State
from producers.files.watching import AGAIN_AFTER_LOOKS, Watched
from schemas.topics import STUDENT
from tests.files.making import csv_bytes, headed, row, written, xlsx_bytes
from tests.files.places import Edge
from tests.producers.fakes import NOON_MS

NAME = "ovec.student_25691120_complete"
CONTENT = csv_bytes(headed(STUDENT, [row(student_id="1"), row(student_id="2")]), "cp874")


class Folder:
    """A watched folder of OVEC's, and the edge its files are sent to."""

    def __init__(self, path: Path) -> None:
        self.path, self.edge, self.told = path / "in", Edge(), list[str]()
        self.path.mkdir()
        self.state = State(f"sqlite:///{path / 'files.db'}", bytes(64))
        self.sending = Sending(self.state, self.edge, path, lambda: NOON_MS)
        self.watched = Watched(self.path, handler(self.path, self._send, self.told.append))

    def _send(self, path: Path, topic: str, back: Path) -> Answered:
        means = (self.state, self.sending)
        return send_file(path, Profile(topic), Said(), Terms("ovec"), means, NOON_MS, feedback=back)

    def look(self, times: int = 2) -> int:
        return sum(self.watched.look() for _ in range(times))

    def names(self, folder: str = "") -> set[str]:
        return {one.name for one in (self.path / folder).iterdir() if one.is_file()} if folder else set()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    made = Folder(tmp_path)
    yield made
    made.state.close()


def test_a_file_is_sent_once_it_no_longer_grows_and_put_aside_with_its_answers(folder: Folder) -> None:
    path = written(folder.path, CONTENT[:-10], f"{NAME}.csv")
    assert folder.look(1) == 0
    path.write_bytes(CONTENT)
    assert folder.look(1) == 0  # it grew
    assert folder.look(1) == 1
    assert (folder.names("sent"), folder.names("feedback")) == ({f"{NAME}.csv"}, {f"{NAME}.csv"})
    assert folder.edge.log.sent == 2
    assert folder.look(3) == 0


def test_the_same_file_put_there_again_is_answered_again_and_published_no_more(folder: Folder) -> None:
    for _ in range(2):
        written(folder.path, CONTENT, f"{NAME}.csv")
        folder.look()
    assert folder.names("sent") == {f"{NAME}.csv", f"{NAME}.2.csv"}
    assert folder.edge.log.sent == 2


def test_a_subfolder_names_the_data_set_and_title_rows_the_rest(folder: Folder) -> None:
    (folder.path / "ovec.student").mkdir()
    titles = [["ข้อมูลทั้งหมด ณ วันที่ 20/11/2569"]]
    written(folder.path / "ovec.student", xlsx_bytes([*titles, *headed(STUDENT, [row()])]), "ทะเบียน.xlsx")
    assert folder.look() == 1
    assert folder.edge.log.sent == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("students.csv", CONTENT, "ชื่อไฟล์"),
        ("ovec.nothing_25691120_complete.csv", CONTENT, "ชื่อไฟล์"),
        (f"{NAME}.csv", b"\xff\xfe\x00", "ไม่ใช่"),
        (f"{NAME}.xlsx", b"PK\x03\x04broken", "Excel"),
    ],
)
def test_a_file_that_is_not_taken_is_put_aside_with_the_reason(
    folder: Folder, name: str, content: bytes, said: str
) -> None:
    written(folder.path, content, name)
    folder.look()
    assert folder.names("refused") == {name}
    assert said in (folder.path / "feedback" / f"{name}.txt").read_text(encoding="utf-8-sig")


def test_a_file_that_could_not_be_taken_whole_stays_and_is_tried_again_later(folder: Folder) -> None:
    folder.edge.behind = 1
    written(folder.path, CONTENT, f"{NAME}.csv")
    assert folder.look() == 1
    assert folder.look(AGAIN_AFTER_LOOKS - 1) == 0
    assert folder.look(1) == 1
    assert folder.names("sent") == {f"{NAME}.csv"}
    assert len(folder.edge.log.standing(STUDENT)) == 2


def test_links_half_written_files_and_other_kinds_are_left_alone(folder: Folder, tmp_path: Path) -> None:
    outside = written(tmp_path, CONTENT, "outside.csv")
    (folder.path / f"{NAME}.csv").symlink_to(outside)
    for name in (".hidden.csv", f"~${NAME}.xlsx", f"{NAME}.csv.part", f"{NAME}.exe"):
        written(folder.path, CONTENT, name)
    assert folder.look(3) == 0
    assert outside.exists()
