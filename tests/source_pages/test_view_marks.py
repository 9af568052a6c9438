"""How far the view has applied the log, asked of a real view; a view that does not answer is no answer."""

from collections.abc import Callable
from typing import Any

import pytest
from redis import Redis
from redis.exceptions import RedisError

from producers.source_pages.facts import Mark
from producers.source_pages.view_marks import RedisMarks
from schemas.topics import STUDENT, VACANCY
from schemas.view import watermark_key


@pytest.mark.parametrize("role", ["edge", "operator"])
def test_watermarks_are_read_with_the_newest_acceptance_beside_them(
    redis_admin: Any, view_url: Callable[[str], str], role: str
) -> None:
    redis_admin.hset(watermark_key(0), mapping={STUDENT: "41", f"a:{STUDENT}": "1795420800000"})
    redis_admin.hset(watermark_key(2), mapping={STUDENT: "7", VACANCY: "3"})
    client = Redis.from_url(view_url(role))
    found = RedisMarks(client, RedisError, 3).marks((STUDENT, VACANCY))
    none = Mark(-1, 0)
    assert found == {
        (STUDENT, 0): Mark(41, 1_795_420_800_000),
        (STUDENT, 1): none,
        (STUDENT, 2): Mark(7, 0),
        (VACANCY, 0): none,
        (VACANCY, 1): none,
        (VACANCY, 2): Mark(3, 0),
    }
    client.close()


def test_a_view_that_can_not_be_reached_gives_no_answer_and_no_question_needs_none() -> None:
    client = Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=0.2)
    marks = RedisMarks(client, RedisError, 3)
    assert marks.marks((STUDENT,)) is None
    assert marks.marks(()) == {}
