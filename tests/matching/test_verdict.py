"""The verdict: points and reasons of a match, and the one change that would make one."""

from datetime import date
from typing import Any

import pytest

from schemas import topics
from schemas.agreement import DEMONSTRATION
from schemas.profile import Source, Spell, Vacancy, fold
from schemas.view import UPSERT, Entry, field
from streams.matching import spells
from streams.matching.facts import project
from streams.matching.fitness import REQUIRED, WELCOME
from streams.matching.known import Known, pack, unpack
from streams.matching.occupations.index import entries, lookups
from streams.matching.offers import Offer, offer_of
from streams.matching.projection import Employment, Projection
from streams.matching.projection import pack as pack_facts
from streams.matching.projection import unpack as unpack_facts
from streams.matching.rules import circumstances, rules_of
from streams.matching.verdict import rating, verdict
from tests.matching import examples
from tests.matching.examples import MORNING, SHOP
from tests.matching.test_profile import LIFE, held

RULES = rules_of(DEMONSTRATION)
AT = circumstances(MORNING, MORNING, RULES)


def offer(**changed: Any) -> Offer:
    """Give the shop's vacancy, changed."""
    data = examples.vacancy(**changed)
    names = [name for name in Vacancy.__dataclass_fields__ if name != "source"]
    source = Source(topics.VACANCY, "0" * 16, 3, MORNING)
    return offer_of(SHOP, Vacancy(source, **{name: data[name] for name in names}), RULES)


def person(**changed: Any) -> Projection:
    """Give the facts of a graduate, changed."""
    packed = examples.event(topics.STUDENT, examples.ANONG, examples.record_id(), 1, examples.student(**changed))[1]
    name = field(topics.STUDENT, examples.record_id())
    return project(fold(examples.ANONG, [(name, Entry(1, MORNING, UPSERT, packed))]), MORNING, RULES).projection


def test_whoever_fits_in_everything_gets_all_hundred_points() -> None:
    said = verdict(person(), offer(), AT, RULES)
    assert (said.score, said.because, said.unchecked) == (100, None, False)
    assert {one.name for one in said.criteria} >= {"seeking_work", "agreement", "occupation", "province", "wage"}


@pytest.mark.parametrize(
    ("who", "what", "score"),
    [
        ({"desired_occupations": []}, {"occupation": "7412"}, 100 - 40 + 28),
        ({"province": "11", "district": "1101"}, {}, 100 - 10 - 5),
        ({"desired_wage_min": 20_000}, {}, 95),
        ({}, {"wage_max": 700, "wage_unit": "DAY"}, 100),
        ({}, {"fields": ["การบัญชี"]}, 90),
        ({}, {"skill_standard": "Industrial Electrician", "skill_level": 1}, 90),
        ({"desired_provinces": ["50"]}, {"province": "50", "district": None}, 95),
    ],
)
def test_what_fits_less_costs_its_points(who: dict[str, Any], what: dict[str, Any], score: int) -> None:
    said = verdict(person(**who), offer(**what), AT, RULES)
    weight = dict(RULES.field_weights["ช่างไฟฟ้ากำลัง"]).get("7412", 0)
    expected = score if "occupation" not in what else 60 + round(40 * weight)
    assert said.score == expected == rating(person(**who), offer(**what), AT, RULES)


@pytest.mark.parametrize(
    ("who", "what", "change"),
    [
        ({}, {"levels": ["PVS"]}, ("level", "PVS")),
        ({"province": "50"}, {}, ("province", "10")),
        ({"desired_occupations": ["7411"]}, {"occupation": "7411"}, ("certificate", "Building Electrician/1")),
        ({"province": "50"}, {"levels": ["PVS"]}, None),
        ({"desired_occupations": []}, {"occupation": "5120"}, None),
    ],
)
def test_a_near_miss_names_the_single_change_that_would_make_it_match(
    who: dict[str, Any], what: dict[str, Any], change: tuple[str, str] | None
) -> None:
    said = verdict(person(**who), offer(**what), AT, RULES)
    assert said.near_miss == change
    assert said.because is not None
    assert rating(person(**who), offer(**what), AT, RULES) is None


def test_sex_and_age_are_nowhere_to_be_asked() -> None:
    names = {criterion.__name__ for criterion in (*REQUIRED, *WELCOME)}
    assert not names & {"sex", "age", "gender", "birth_date"}
    assert not {"sex", "age", "gender", "birth_date"} & (set(Projection._fields) | set(Offer._fields))


@pytest.mark.parametrize(
    ("changed", "day", "expected"),
    [
        ({}, date(2026, 11, 23), Employment.EMPLOYED),
        ({"ended_on": date(2026, 11, 22)}, date(2026, 11, 23), Employment.ENDED),
        ({"ended_on": date(2026, 11, 23)}, date(2026, 11, 23), Employment.EMPLOYED),
        ({"section": "S40"}, date(2026, 11, 23), Employment.NONE),
        ({"section": "UNKNOWN"}, date(2026, 11, 23), Employment.UNSURE),
        # Begun in November: its report is due on 15 December, December's on 15 January.
        ({}, date(2027, 1, 15), Employment.EMPLOYED),
        ({}, date(2027, 1, 16), Employment.UNSURE),
        ({"confirmed_through": date(2026, 12, 31)}, date(2027, 3, 15), Employment.EMPLOYED),
        ({"confirmed_through": date(2026, 12, 31)}, date(2027, 3, 16), Employment.UNSURE),
    ],
)
def test_a_spell_is_a_state_with_a_lag(changed: dict[str, Any], day: date, expected: Employment) -> None:
    one = Spell(Source(topics.INSURANCE, "0" * 16, 1, MORNING), **examples.spell(**changed))
    assert spells.state([one], day.toordinal()).employment is expected


def test_projection_and_what_is_known_survive_their_bytes() -> None:
    facts = project(held(LIFE), MORNING, RULES).projection
    assert unpack_facts(pack_facts(facts)) == facts
    known = Known(7, MORNING, done=True, indexed=False, proposed=(SHOP, examples.MILL), facts=pack_facts(facts))
    assert unpack(pack(known)) == known
    assert unpack(b"") is None


def test_person_and_vacancy_that_match_find_each_other_by_the_index() -> None:
    who = person(province="11", desired_provinces=["20"])
    assert set(entries(who, RULES)) & set(lookups(offer(), RULES))
    assert set(entries(who, RULES)) & set(lookups(offer(province="20"), RULES))
    assert not set(entries(who, RULES)) & set(lookups(offer(levels=["BTECH"]), RULES))
    assert not set(entries(who, RULES)) & set(lookups(offer(province="50"), RULES))


def test_nobody_is_found_for_a_job_the_law_demands_a_certificate_for_without_one() -> None:
    who = person(desired_occupations=["7411"])
    assert not any(key.startswith("7411:") for key in entries(who, RULES))
