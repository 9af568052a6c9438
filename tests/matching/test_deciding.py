"""What a vacancy's owner decides always holds: room, displacement, versions, reasons."""

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.agreement import DEMONSTRATION
from schemas.profile import Source, Vacancy
from streams.matching.deciding import Candidate, Closed, Decision, Standing, decide
from streams.matching.known import Told
from streams.matching.offers import Offer, offer_of, room
from streams.matching.projection import Evidence, Projection, Study, pack
from streams.matching.ratings import Ratings
from streams.matching.reasons import Because
from streams.matching.rules import circumstances, rules_of
from streams.matching.verdict import rating
from tests.matching import examples
from tests.matching.examples import MORNING, SHOP

RULES = rules_of(DEMONSTRATION)
AT = circumstances(MORNING, MORNING, RULES)
PEOPLE = [f"{number:032x}" for number in range(40)]


def offer(places: int, status: str = "OPEN") -> Offer:
    """Give the shop's vacancy with some places."""
    data = examples.vacancy(positions_requested=places, status=status)
    names = [name for name in Vacancy.__dataclass_fields__ if name != "source"]
    source = Source("doe.vacancy.v1", "0" * 16, 3, MORNING)
    return offer_of(SHOP, Vacancy(source, **{name: data[name] for name in names}), RULES)


def facts(wish: str, district: str, province: str) -> bytes:
    """Give the facts of someone with these traits."""
    evidence = Evidence("ovec.student.v1", "0" * 16, 1, AT.today)
    study = Study(evidence, "GRADUATED", "PVC", "ช่างไฟฟ้ากำลัง", province, district, wish, ("7421",), (), None)
    return pack(Projection(study=study))


CANDIDATES = st.builds(
    lambda wish, district, province, gone: (Told(1, MORNING + 7, facts(wish, district, province)), gone),
    st.sampled_from(["WORK", "WORK", "NOT_SEEKING"]),
    st.sampled_from(["1001", "1002"]),
    st.sampled_from(["10", "11", "50"]),
    st.booleans(),
)
SITUATIONS = st.tuples(
    st.integers(1, 12),
    st.dictionaries(st.sampled_from(PEOPLE), st.integers(2, 9), max_size=30),
    st.dictionaries(st.sampled_from(PEOPLE), CANDIDATES, max_size=40),
)


@given(SITUATIONS)
@settings(max_examples=300, deadline=None)
def test_a_decision_keeps_every_promise(situation: tuple[int, dict[str, int], dict[str, tuple[Told, bool]]]) -> None:
    places, versions, known = situation
    shop = offer(places)
    decided = {person: Standing(version, b"") for person, version in versions.items()}
    candidates = [Candidate(person, *told) for person, told in known.items()]
    decision = decide(shop, decided, candidates, AT, RULES)
    standing = {person for person, one in decided.items() if one.is_open}
    leaving = {one.person for one in decision.withdrawals}
    coming = {one.person for one in decision.openings}
    ratings = {one.person: rating(one.facts, shop, AT, RULES) for one in candidates}
    remembering = Ratings(RULES)
    for _ in range(2):
        assert decide(shop, decided, candidates, AT, RULES, remembering.rate) == decision
    # Who still matches stays, whoever better waits; who was not told of stays; who does not match any more goes.
    assert leaving == {person for person in standing & known.keys() if ratings[person] is None}
    assert not coming & standing
    assert len(standing - leaving) + len(coming) <= max(room(shop), len(standing - leaving))
    waiting = {
        person: points
        for person, points in ratings.items()
        if points is not None and person not in standing and not known[person][1]
    }
    free = max(0, room(shop) - len(standing - leaving))
    assert len(coming) == min(free, len(waiting))
    assert all(waiting[one] >= waiting[other] for one in coming for other in waiting.keys() - coming)
    # Versions only rise: an opening begins the next episode, a withdrawal ends the one that stands.
    assert all(one.episode == (versions.get(one.person, 0) // 2) + 1 for one in decision.openings)
    assert all(one.episode == versions[one.person] // 2 for one in decision.withdrawals)


def carried_out(decided: dict[str, Standing], decision: Decision) -> dict[str, Standing]:
    """Give what stands once a decision was published."""
    opened = {one.person: Standing(2 * one.episode, b"") for one in decision.openings}
    ended = {one.person: Standing(2 * one.episode + 1, b"") for one in decision.withdrawals}
    return decided | opened | ended


@given(SITUATIONS)
@settings(max_examples=100, deadline=None)
def test_deciding_again_changes_nothing(situation: tuple[int, dict[str, int], dict[str, tuple[Told, bool]]]) -> None:
    places, versions, known = situation
    decided = {person: Standing(version, b"") for person, version in versions.items()}
    candidates = [Candidate(person, *told) for person, told in known.items()]
    after = carried_out(decided, decide(offer(places), decided, candidates, AT, RULES))
    again = decide(offer(places), after, candidates, AT, RULES)
    assert (again.openings, again.withdrawals) == ((), ())


def test_at_most_fifty_are_open_and_five_a_place() -> None:
    assert [room(offer(places)) for places in (1, 3, 10, 11, 400)] == [5, 15, 50, 50, 50]


def test_a_closed_vacancy_keeps_nobody() -> None:
    decided = {PEOPLE[0]: Standing(2, b""), PEOPLE[1]: Standing(3, b"")}
    decision = decide(Closed(Because.RECORD_DELETED, MORNING), decided, [], AT, RULES)
    assert [(one.person, one.because) for one in decision.withdrawals] == [(PEOPLE[0], Because.RECORD_DELETED)]


def test_the_cause_is_the_newest_of_vacancy_candidate_and_those_withdrawn() -> None:
    leaving = Candidate(PEOPLE[0], Told(1, MORNING + 9, facts("NOT_SEEKING", "1001", "10")))
    waiting = Candidate(PEOPLE[9], Told(1, MORNING + 2, facts("WORK", "1001", "10")))
    decided = {person: Standing(2, b"") for person in PEOPLE[:5]}
    decision = decide(offer(1), decided, [leaving, waiting], AT, RULES)
    assert [one.caused_at for one in decision.openings] == [MORNING + 9]
