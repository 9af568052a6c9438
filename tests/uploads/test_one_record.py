"""A single record is typed into a form: what may stand in a field is offered, what is wrong is said at it."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from producers.column_titles import title
from producers.data_sets import DATA_SETS
from producers.uploads.choices import choices
from producers.uploads.showing import columns_of
from schemas.topics import SKILL_TEST, STUDENT, VACANCY
from tests.producers.rows import TEST_ROW, VACANCY_ROW
from tests.uploads.at_hand import CLERK, OFFICER, AtHand, form_token, hand_in, sign_in
from tests.uploads.workbooks import student, workbook


@pytest.fixture
def at_hand(tmp_path: Path) -> AtHand:
    return AtHand(tmp_path)


@pytest.fixture
def browser(at_hand: AtHand) -> TestClient:
    browser = at_hand.browser()
    sign_in(browser)
    return browser


def test_a_clerk_sends_a_single_test_result_and_is_told_what_is_wrong_at_its_field(at_hand: AtHand) -> None:
    browser = at_hand.browser()
    sign_in(browser, CLERK)
    page = browser.get(f"/uploads/form/{SKILL_TEST}").text
    assert 'value="DSD-21" readonly' in page
    row = {name: TEST_ROW[name] for name in columns_of(SKILL_TEST) if name in TEST_ROW}
    told = {"csrf": form_token(page), **row}
    wrong = browser.post(f"/uploads/form/{SKILL_TEST}", data=told | {"test_date": "31/02/2569"})
    assert wrong.status_code == 409
    assert "วันที่ในช่อง “วันที่ทดสอบ” ไม่ถูกต้อง" in wrong.text
    assert f'value="{row["citizen_id"]}"' in wrong.text, "nothing typed is lost"
    right = browser.post(f"/uploads/form/{SKILL_TEST}", data=told)
    assert f"{SKILL_TEST}/" in right.text
    assert f'value="{row["citizen_id"]}"' not in right.text
    stranger = told | {"test_no": "T-00000009", "citizen_id": "2999900011021"}
    assert "ไม่อยู่ในทะเบียน" in browser.post(f"/uploads/form/{SKILL_TEST}", data=stranger).text
    assert len(at_hand.log.standing(SKILL_TEST)) == 1


def test_an_officer_sends_a_single_vacancy(at_hand: AtHand) -> None:
    browser = at_hand.browser()
    sign_in(browser, OFFICER)
    page = browser.get(f"/uploads/form/{VACANCY}").text
    row = {name: VACANCY_ROW[name] for name in columns_of(VACANCY) if name in VACANCY_ROW}
    answer = browser.post(f"/uploads/form/{VACANCY}", data={"csrf": form_token(page), **row})
    assert f"{VACANCY}/" in answer.text
    assert len(at_hand.log.standing(VACANCY)) == 1


def test_a_data_set_that_is_not_theirs_is_neither_shown_nor_taken(browser: TestClient) -> None:
    assert browser.get(f"/uploads/form/{VACANCY}", follow_redirects=False).headers["location"] == "/uploads"
    assert hand_in(browser, workbook([student(1)]), topic=VACANCY).status_code == 403


def test_what_is_offered_is_what_the_register_takes() -> None:
    offered = [value for value, _ in choices(STUDENT)["status"]]
    assert offered == [
        "กำลังศึกษา",
        "คาดว่าจะสำเร็จการศึกษา",
        "สำเร็จการศึกษา",
        "พ้นสภาพ",
    ]
    assert ("21", "ระยอง") in choices(STUDENT)["province_code"]
    assert ("ระยอง", "") in choices(VACANCY)["province_name"]
    assert "first_name" not in choices(STUDENT)


def test_every_column_has_a_thai_title_of_its_own() -> None:
    for topic, register in DATA_SETS.items():
        titles = [title(topic, column)[0] for column in register.columns]
        assert not [one for one in titles if one.isascii()], topic
        assert len(set(titles)) == len(titles), (topic, sorted(one for one in titles if titles.count(one) > 1))
    assert title(STUDENT, "no_such_column") == ("no such column", "no such column")
