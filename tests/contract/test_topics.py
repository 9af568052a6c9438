"""The table of topics: the memorandum's data sets, and what an amendment may add."""

from collections import Counter

import pytest

from schemas import topics
from schemas.topics import AGENCIES, MEMORANDUM_TOPICS, TOPICS, Subject, Topic, amended

ROW = {
    "topic": "dsd.wage-notice.v1",
    "clause": "3.2.2",
    "writer": "dsd",
    "subject": "cell",
    "record_th": "ประกาศค่าจ้างตามมาตรฐานฝีมือ",
    "record_en": "a wage by skill standard",
    "receivers": ["ovec"],
}
# The clauses that name a data set, a resource or a service, with who gives it.
CLAUSES = {
    "3.1.1(1)": {"ovec"},
    "3.1.1(2)": {"ovec"},
    "3.1.1(3)": {"ovec"},
    "3.1.1(4)": {"ovec"},
    "3.1.1(5)": {"ovec"},
    "3.2.1(1)": {"doe"},
    "3.2.1(2)": {"sso"},
    "3.2.1(3)": {"dsd"},
    "3.2.1(4)": {"mol"},
    "3.2.1(5)": {"dsd"},
    "3.2.1(6)": {"dsd"},
    "3.2.1(7)": {"doe", "saphan"},
}


def test_every_clause_that_gives_something_has_its_topics_and_no_topic_is_without_a_clause() -> None:
    found: dict[str | None, set[str]] = {}
    for topic in MEMORANDUM_TOPICS:
        found.setdefault(topic.clause, set()).add(topic.writer)
    assert found.pop(None) == {"saphan"}
    assert found == CLAUSES


def test_the_three_registers_of_skill_development_are_three_data_sets() -> None:
    assert {topic.name for topic in TOPICS if topic.clause == "3.2.1(3)"} == {
        topics.SKILL_TEST,
        topics.TRAINING,
        topics.CERTIFICATE,
    }


def test_each_topic_has_a_name_of_its_own_under_its_writers_prefix() -> None:
    assert max(Counter(topic.name for topic in TOPICS).values()) == 1
    assert all(topic.name.startswith(f"{topic.writer}.") for topic in TOPICS)
    assert {topic.writer for topic in TOPICS} == {*AGENCIES, "saphan"}


def test_an_amendments_row_becomes_a_topic_that_matching_does_not_look_at() -> None:
    assert list(amended([ROW])) == [
        Topic(
            "dsd.wage-notice.v1",
            "3.2.2",
            "dsd",
            Subject.CELL,
            dirties=False,
            record_th="ประกาศค่าจ้างตามมาตรฐานฝีมือ",
            record_en="a wage by skill standard",
        )
    ]


@pytest.mark.parametrize(
    "bent", [{"writer": "saphan"}, {"writer": "ovec"}, {"topic": "wage-notice.v1"}, {"subject": "planet"}]
)
def test_an_amendments_row_of_another_writer_prefix_or_subject_is_refused(bent: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"written by|planet"):
        list(amended([ROW | bent]))


def test_an_amendments_row_that_leaves_something_out_is_refused() -> None:
    with pytest.raises(KeyError, match="record_th"):
        list(amended([{name: value for name, value in ROW.items() if name != "record_th"}]))
