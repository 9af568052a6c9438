"""The lock only ever grows."""

from schemas.locking import Lock, extended, past

LOCKED: Lock = {"a.one.v1": [{"version": 1, "id": 1001, "fingerprint": "f1"}]}


def test_a_locked_schema_keeps_its_id() -> None:
    assert extended(LOCKED, {"a.one.v1": "f1"}) == LOCKED


def test_a_changed_schema_gets_a_version_and_an_id_of_its_own() -> None:
    rows = extended(LOCKED, {"a.one.v1": "f2"})["a.one.v1"]
    assert rows == [*LOCKED["a.one.v1"], {"version": 2, "id": 1002, "fingerprint": "f2"}]


def test_a_new_topic_begins_at_version_1_with_the_next_id() -> None:
    assert extended(LOCKED, {"a.two.v1": "g1"})["a.two.v1"] == [{"version": 1, "id": 1002, "fingerprint": "g1"}]


def test_each_version_but_the_newest_must_be_kept_in_a_file_of_its_own() -> None:
    assert past(LOCKED) == []
    assert past(extended(LOCKED, {"a.one.v1": "f2"})) == ["a.one.v1.1.avsc"]
