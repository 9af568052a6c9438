"""What the edges let be compared: names and addresses as hashes, the same at every agency, and nothing readable."""

from collections.abc import Mapping
from typing import Any

import pytest

from producers.data_sets import DATA_SETS
from producers.population import Membership
from schemas.codec import decode
from schemas.events import model
from schemas.identifiers import classify
from schemas.topics import CERTIFICATE, DEMAND, INSURANCE, SKILL_TEST, STUDENT, TRAINING
from tests.producers.fakes import FakeLog, FakePopulation, edge, publisher
from tests.producers.rows import G_CODE, PIN, ROWS

PEOPLE = tuple(topic for topic in DATA_SETS if "identity" in model(topic).model_fields)
NAMED = (STUDENT, INSURANCE, SKILL_TEST, TRAINING, CERTIFICATE)
WITH_ADDRESS = (STUDENT, SKILL_TEST, TRAINING, CERTIFICATE)
ADDRESS = "12/3 ถนนสมมุติ"


def published(topic: str, **changed: str) -> tuple[bytes, Mapping[str, Any]]:
    """Publish one row of a register and give all that was sent, and its data."""
    log = FakeLog()
    population = FakePopulation({edge("ovec").pseudonym(classify(PIN)): Membership.YES})
    publisher(DATA_SETS[topic].agency, log, population=population).publish(topic, [{**ROWS[topic], **changed}])
    (event,) = log.events(topic)
    data = decode(topic, event.value)[1]
    assert data is not None
    return event.key + event.value + b"".join(name.encode() + value for name, value in event.headers), data


def test_one_name_has_one_hash_at_every_agency_whatever_its_title() -> None:
    titles = dict(zip(NAMED, ("นางสาว", "น.ส.", "นาง", "นางสาว", ""), strict=True))
    hashes = {published(topic, prefix=title)[1]["name_hash"] for topic, title in titles.items()}
    assert len(hashes) == 1
    assert published(TRAINING, first_name="ฟ้าสวย")[1]["name_hash"] not in hashes


def test_one_address_has_one_hash_at_every_agency_that_knows_it() -> None:
    hashes = {published(topic, address=ADDRESS)[1]["address_hash"] for topic in WITH_ADDRESS}
    assert len(hashes) == 1
    assert published(SKILL_TEST, address="12/4 ถนนสมมุติ")[1]["address_hash"] not in hashes
    assert published(SKILL_TEST, address="")[1]["address_hash"] is None
    assert published(INSURANCE)[1]["address_hash"] is None


def test_other_pseudonyms_are_a_colleges_to_tell() -> None:
    assert published(STUDENT, other_ids=G_CODE)[1]["other_pseudonyms"] == [edge("ovec").pseudonym(classify(G_CODE))]
    assert [topic for topic in NAMED if "other_pseudonyms" in model(topic).model_fields] == [STUDENT]


def test_a_foreigners_passport_and_social_security_card_are_told_by_their_columns() -> None:
    card = published(STUDENT, passport_no="aa 123456", sso_card_no="๙๙๐๐๐๐๐๐๐๐")[1]["other_pseudonyms"]
    kinds = (classify("AA123456", "passport"), classify("9900000000", "sso_card"))
    assert card == [edge("sso").pseudonym(one) for one in kinds]


@pytest.mark.parametrize("topic", PEOPLE)
def test_nothing_readable_about_a_person_leaves_any_edge(topic: str) -> None:
    sent, data = published(topic, **({"address": ADDRESS} if topic in WITH_ADDRESS else {}))
    assert data["identity"] is not None
    for secret in (PIN, "ฟ้าใส", "ทองลมภู", "ถนนสมมุติ"):
        assert secret.encode() not in sent


def test_a_record_about_no_person_has_nothing_sealed_and_nothing_to_compare() -> None:
    _, data = published(DEMAND)
    assert not {"identity", "name_hash", "address_hash", "other_pseudonyms"} & data.keys()
    assert data["address"] == ROWS[DEMAND]["address"]
