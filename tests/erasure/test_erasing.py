"""The order in which an erasure is carried out, and that one cut short anywhere is finished by asking again."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable

import pytest

from operations.people.erasing import SETTLES_MS, Means, Reason, erase
from operations.rulings import ERASURE, JOIN, Ruling, events, join
from schemas import codec, view
from schemas.key_service import KeysUnavailableError
from schemas.partition import split_key
from schemas.topics import IDENTITY, STUDENT
from schemas.view import Entry

NOW = 1_790_000_000_000
SOMEBODY, ALSO, OTHER = "a" * 32, "b" * 32, "c" * 32


class Platform:
    """A log and a view in memory: decisions take effect as the worker makes them."""

    def __init__(self) -> None:
        self.now = NOW
        self.happened: list[str] = []
        self.view: dict[str, dict[bytes, Entry]] = defaultdict(dict)
        self.keys: set[str] = set()
        self.away = 0
        self.behind = False
        self.on_look: Callable[[], None] = lambda: None

    def means(self) -> Means:
        return Means(self.read, self, self, self.forget, self.clock, self.wait)

    def clock(self) -> int:
        self.now += 1
        return self.now

    def enrol(self, person: str, at: int, record: int = 1) -> None:
        self.view[person][view.field(STUDENT, f"{record:016x}")] = Entry(at, at, view.UPSERT, b"")
        self.keys.add(person)

    def read(self, subject: str) -> list[tuple[bytes, Entry]]:
        return sorted(self.view[subject].items())

    def write(self, rulings: Iterable[Ruling]) -> None:
        for ruling in rulings:
            self.happened.append(ruling.decision)
            for key, value in events(ruling):
                self._apply(key, value, ruling)

    def _apply(self, key: bytes, value: bytes, ruling: Ruling) -> None:
        if self.behind:
            return
        subject, record = split_key(key)
        version, operation = codec.peek(value)
        held = self.view[subject]
        held[view.field(IDENTITY, record)] = Entry(version, ruling.at_ms, operation, value)
        if ruling.decision == ERASURE:
            gone = [name for name, one in held.items() if b"identity" not in name and one.accepted_at <= ruling.at_ms]
            for name in gone:
                del held[name]

    def destroy(self, pseudonym: str) -> None:
        if self.away:
            self.away -= 1
            raise KeysUnavailableError
        self.happened.append("key destroyed")
        self.keys.discard(pseudonym)

    def forget(self, pseudonyms: Collection[str]) -> None:
        self.happened.append(f"forgot {len(pseudonyms)}")

    def wait(self, condition: Callable[[], bool], _: float) -> bool:
        self.on_look()
        self.on_look = lambda: None
        return condition()


@pytest.fixture
def platform() -> Platform:
    found = Platform()
    for person in (SOMEBODY, ALSO, OTHER):
        found.enrol(person, NOW)
    return found


def test_the_decision_comes_before_the_key_and_both_come_again_once_the_view_knows(platform: Platform) -> None:
    found = erase([SOMEBODY], Reason.PERSON_ASKED, platform.means(), 1)
    assert platform.happened == [ERASURE, "key destroyed", ERASURE, "key destroyed", "forgot 1"]
    assert (found.pseudonyms, found.records, found.complete) == ((SOMEBODY,), 1, True)
    assert found.until_ms == platform.now + SETTLES_MS
    assert platform.keys == {ALSO, OTHER}


def test_whoever_is_joined_is_erased_under_every_pseudonym_and_nobody_else_is(platform: Platform) -> None:
    platform.write([join(SOMEBODY, ALSO, "steward", "TEST", NOW)])
    assert erase([ALSO], Reason.PERSON_ASKED, platform.means(), 1).pseudonyms == (SOMEBODY, ALSO)
    assert platform.keys == {OTHER}
    assert [len(platform.read(person)) for person in (SOMEBODY, ALSO, OTHER)] == [2, 2, 1]
    assert platform.happened[0] == JOIN


def test_what_an_edge_took_in_while_it_could_not_know_goes_with_the_closing_decision(platform: Platform) -> None:
    platform.on_look = lambda: platform.enrol(SOMEBODY, platform.now + 5, record=2)
    assert erase([SOMEBODY], Reason.PERSON_ASKED, platform.means(), 1).complete
    assert [view.split_field(name)[0] for name, _ in platform.read(SOMEBODY)] == [IDENTITY]
    assert SOMEBODY not in platform.keys


def test_with_a_single_decision_it_would_have_stayed(platform: Platform) -> None:
    platform.write([Ruling(ERASURE, SOMEBODY, "steward", "TEST", platform.clock())])
    platform.enrol(SOMEBODY, platform.now + 5, record=2)
    assert len(platform.read(SOMEBODY)) == 2


def test_when_the_view_does_not_know_in_time_it_says_so_and_asking_again_completes_it(platform: Platform) -> None:
    platform.behind = True
    assert not erase([SOMEBODY], Reason.PERSON_ASKED, platform.means(), 1).complete
    platform.behind = False
    assert erase([SOMEBODY], Reason.PERSON_ASKED, platform.means(), 1).complete


def test_when_the_key_service_is_away_the_decision_stands_and_asking_again_completes_it(platform: Platform) -> None:
    platform.away = 1
    with pytest.raises(KeysUnavailableError):
        erase([SOMEBODY], Reason.PERSON_ASKED, platform.means(), 1)
    assert platform.happened == [ERASURE]
    assert erase([SOMEBODY], Reason.PERSON_ASKED, platform.means(), 1).complete
    assert SOMEBODY not in platform.keys


def test_asking_twice_at_once_only_moves_the_moment_on(platform: Platform) -> None:
    first = erase([SOMEBODY], Reason.PERSON_ASKED, platform.means(), 1)
    second = erase([SOMEBODY], Reason.PERSON_ASKED, platform.means(), 1)
    assert second.until_ms > first.until_ms
    assert (second.records, second.complete) == (0, True)


def test_someone_who_enrols_after_it_is_somebody_new_and_is_left_alone(platform: Platform) -> None:
    until = erase([SOMEBODY], Reason.PERSON_ASKED, platform.means(), 1).until_ms
    platform.enrol(SOMEBODY, until + 1)
    assert {view.split_field(name)[0] for name, _ in platform.read(SOMEBODY)} == {IDENTITY, STUDENT}
