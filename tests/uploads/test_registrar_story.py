"""A registrar's story in a real browser: a workbook with twelve different mistakes, mended on the page; all arrives."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from producers.uploads.gateway import HttpGateway
from schemas.topics import STUDENT
from tests.uploads.at_hand import PASSWORD, REGISTRAR, AtHand
from tests.uploads.workbooks import COLLEGE, HEADINGS, MISTAKES, citizen, student, with_mistakes, workbook
from tests.web.test_browser import CHROMIUM, browsing, serving

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine (Debian: apt install chromium)"),
]
NAME = "ทะเบียนนักศึกษา ปวส.2.xlsx"


class Served:
    """Gateway and pages, each served over HTTP, and a workbook on the registrar's disk."""

    def __init__(self, at_hand: AtHand, port: int) -> None:
        self.at_hand, self.address = at_hand, f"http://127.0.0.1:{port}"
        self.path = at_hand.folder / NAME


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    at_hand = AtHand(tmp_path)
    with serving(at_hand.gateway.app()) as gateway_port:
        at_hand.asked = HttpGateway(f"http://127.0.0.1:{gateway_port}")
        with serving(at_hand.app()) as port:
            yield Served(at_hand, port)


def enter(page: Any, served: Served) -> None:
    page.goto(f"{served.address}/uploads")
    page.fill("#user", REGISTRAR)
    page.fill("#password", PASSWORD)
    page.click("button.first")
    page.wait_for_selector("#take")


def hand_in(page: Any, served: Served, rows: list[dict[str, str]]) -> None:
    served.path.write_bytes(workbook(rows))
    page.set_input_files("#file", str(served.path))
    page.click("#take button.first")
    page.wait_for_selector("#mend", state="attached")


def mend_all(page: Any) -> None:
    """Put each cell right, as the registrar reads it from the papers: by choosing where there is a choice."""
    right = {column: mended for column, _, _, mended in MISTAKES}
    for field in page.locator(".mending .wrong input, .mending .wrong select").all():
        _, at, column = field.get_attribute("name").split(".")
        number = page.locator(f"#line-{at} .who b").inner_text()
        value = citizen(int(number[-4:])) if column == "citizen_id" else right[column]
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}], ids=["with a script", "without JavaScript"])
@pytest.mark.parametrize("width", [1360, 390])
def test_a_registrar_mends_twelve_different_mistakes_on_the_page_and_all_rows_arrive(
    served: Served, width: int, options: dict[str, Any]
) -> None:
    with browsing(width, **options) as page:
        enter(page, served)
        hand_in(page, served, with_mistakes())
        page.wait_for_selector("text=มี 12 แถวที่ต้องแก้")
        told = {
            field.get_attribute("name").split(".")[2]: field.input_value()
            for field in page.locator(".mending .wrong input, .mending .wrong select").all()
        }
        assert {column for column, *_ in MISTAKES} == set(told)
        assert page.locator(".why").count() == 12
        mend_all(page)
        page.locator("button:visible", has_text="ตรวจอีกครั้ง").first.click()
        page.wait_for_selector("text=ตรวจแล้ว ส่งได้ทุกแถวที่พร้อม")
        page.click("#send")
        page.wait_for_selector("text=ถึงแล้วครบ 18 แถว")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth") if not options else True
        with page.expect_download() as download:
            page.click("text=ดาวน์โหลดไฟล์พร้อมผล")
        back = Path(download.value.path()).read_bytes()
    arrived = served.at_hand.log.standing(STUDENT)
    assert len(arrived) == 18
    assert {data["college"] for _, data in arrived.values()} == {COLLEGE}
    sheet = load_workbook(BytesIO(back))["ปวส.2"]
    width_of_file = len(HEADINGS)
    for number in range(18):
        line, _, receipt, reason = (sheet.cell(5 + number, width_of_file + at).value for at in (1, 2, 3, 4))
        assert line == str(5 + number)
        assert receipt.startswith(f"{STUDENT}/")
        assert not reason
        assert sheet.cell(5 + number, 2).value == student(number + 1)["student_id"]


def test_the_same_workbook_again_adds_nothing_to_the_log(served: Served) -> None:
    with browsing() as page:
        enter(page, served)
        for _ in range(2):
            page.goto(f"{served.address}/uploads")
            hand_in(page, served, [student(1), student(2)])
            page.click("#send")
            page.wait_for_selector("text=ถึงแล้วครบ 2 แถว")
            served.at_hand.gateway.clock.ms += 60_000
    assert served.at_hand.log.sent == 2


def test_a_file_dropped_on_the_page_is_taken(served: Served) -> None:
    with browsing() as page:
        enter(page, served)
        content = list(workbook([student(1)]))
        page.evaluate(
            """([name, bytes]) => {
              const data = new DataTransfer();
              data.items.add(new File([new Uint8Array(bytes)], name));
              document.querySelector(".drop").dispatchEvent(
                new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
            }""",
            [NAME, content],
        )
        page.click("#take button.first")
        page.wait_for_selector("text=ส่ง 1 แถว")


@pytest.mark.parametrize("width", [1360, 390])
def test_nothing_sticks_out_sideways_on_any_page(served: Served, width: int) -> None:
    with browsing(width) as page:
        enter(page, served)
        hand_in(page, served, with_mistakes())
        here = page.url.partition("?")[0]
        page.click(".reading summary")
        wide = [page.evaluate("document.documentElement.scrollWidth <= innerWidth")]
        for address in (f"{here}?show=all", f"{here}/lines/0", f"{here}?lang=en", f"{served.address}/uploads"):
            page.goto(address)
            wide.append(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
        page.goto(f"{served.address}/uploads/form/{STUDENT}")
        wide.append(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
        assert wide == [True] * 6
