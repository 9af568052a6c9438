"""Every register of the memorandum is read by its schema: its words, its codes, and what hangs together."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from producers.by_schema import data_set
from producers.columns import BadRowError
from producers.data_sets import DATA_SETS
from producers.draft import Row
from producers.edge import FILLED_IN
from producers.schema_fields import fields_of, own_number
from schemas.codec import Meta, decode, encode
from schemas.codes import former_occupations, occupations, provinces
from schemas.topics import (
    AGENCIES,
    DEMAND,
    DSD_FACILITY,
    LABOUR_STATISTICS,
    OVEC_FACILITY,
    PLACEMENT,
    STAFF_STATISTICS,
    STUDENT_STATISTICS,
    TEST_PLAN,
    TOPICS,
    TRAINING,
    VACANCY,
)
from tests.producers.rows import PIN, ROWS

META = Meta(bytes(16), 2, "UPSERT", 0)


def _data(topic: str, **changed: str) -> Mapping[str, object]:
    data = DATA_SETS[topic].read({**ROWS[topic], **changed}).data
    assert data is not None
    return data


def test_every_data_set_an_agency_writes_is_read_but_placements_which_come_by_an_outbox() -> None:
    assert DATA_SETS.keys() == {topic.name for topic in TOPICS if topic.writer in AGENCIES} - {PLACEMENT}


@pytest.mark.parametrize("topic", DATA_SETS)
def test_the_examples_shown_with_refusals_are_right_themselves(topic: str) -> None:
    examples = DATA_SETS[topic].columns
    assert all(examples.values())
    assert DATA_SETS[topic].read(examples).data is not None


@pytest.mark.parametrize("topic", DATA_SETS)
def test_a_register_has_its_schemas_columns_those_that_name_people_or_employers_and_no_others(topic: str) -> None:
    of_schema = {field.column for field in fields_of(topic) if field.name not in FILLED_IN}
    own = {"revision", "changed_at", "deleted", own_number(topic)}
    person = {"prefix", "first_name", "last_name", "address", "telephone"}
    numbers = {"citizen_id", "other_ids", "insured_id", "id_kind", "passport_no", "sso_card_no"}
    about_person = DATA_SETS[topic].identify is not None
    columns = DATA_SETS[topic].columns.keys()
    assert own <= columns <= of_schema | own | (person | numbers if about_person else set())
    # An employer's kind is told by its number at DOE, and an occupation by the standard at DSD.
    assert of_schema - columns <= {"employer_kind", "occupation"}


@pytest.mark.parametrize("topic", DATA_SETS)
def test_a_deletion_needs_no_more_than_record_and_moment_where_it_is_about_no_person(topic: str) -> None:
    register = DATA_SETS[topic]
    row = {**ROWS[topic], "deleted": "1"}
    assert register.read(row).data is None
    if register.identify is None:
        bare = {name: row[name] for name in ("revision", "changed_at", "deleted")}
        number = {own_number(topic): row[own_number(topic)]}
        assert register.read(bare | number).change.operation == "DELETE"


def test_a_surveyed_demand_is_read_in_the_terms_of_the_contract() -> None:
    data = _data(DEMAND)
    assert (data["employer_kind"], data["juristic_number"]) == ("JURISTIC", "0105561990011")
    assert (data["province"], data["district"], data["subdistrict"]) == ("21", "2101", "210101")
    assert data["skills"] == ("อ่านแบบไฟฟ้า", "ทำงานเป็นทีม")
    assert (data["skill_standard"], data["skill_standard_as_sent"]) == ("Industrial Electrician", "ช่างไฟฟ้าอุตสาหกรรม")
    assert (data["levels"], data["positions"], data["valid_until"]) == (("PVC", "PVS"), 3, date(2027, 3, 31))


def test_of_a_surveyed_sole_trader_neither_number_nor_name_nor_address_is_carried() -> None:
    data = _data(DEMAND, employer_kind="บุคคลธรรมดา", juristic_no=PIN)
    assert data["employer_kind"] == "SOLE_TRADER"
    assert [data[name] for name in ("juristic_number", "establishment_name", "address")] == [None] * 3


@pytest.mark.parametrize("topic", [DEMAND, TRAINING, VACANCY])
def test_an_occupation_of_a_former_list_is_mapped_forward_and_kept_as_sent(topic: str) -> None:
    data = _data(topic, occupation_scheme="ISCO-88", occupation_code="๗๑๓๗")
    assert (data["occupation"], data["occupation_scheme"], data["occupation_as_sent"]) == ("7411", "ISCO-88", "๗๑๓๗")


@given(st.sampled_from(sorted(former_occupations())))
def test_a_former_occupation_is_given_as_one_of_today_or_refused_as_divided(code: str) -> None:
    followers = former_occupations()[code]
    if len(followers) == 1:
        data = _data(DEMAND, occupation_scheme="ISCO-88", occupation_code=code)
        assert (data["occupation"],) == followers
        assert followers[0] in occupations()
    else:
        with pytest.raises(BadRowError, match="OCCUPATION_NOT_CONVERTIBLE"):
            _data(DEMAND, occupation_scheme="ISCO-88", occupation_code=code)


@given(st.integers(0, 99))
def test_a_province_is_taken_where_there_is_one_and_refused_otherwise(number: int) -> None:
    code = f"{number:02d}"
    row = {"province_code": code, "district_code": "", "subdistrict_code": ""}
    if code in provinces():
        assert _data(DEMAND, **row)["province"] == code
    else:
        with pytest.raises(BadRowError, match="UNKNOWN_PROVINCE"):
            _data(DEMAND, **row)


def test_a_subject_type_is_mapped_forward_in_counts_too_and_kept_as_sent() -> None:
    data = _data(STUDENT_STATISTICS)
    assert (data["subject_type"], data["subject_type_as_sent"]) == ("เกษตรกรรมและประมง", "เกษตรกรรม")
    assert (data["measure"], data["count"], data["college"]) == ("STUDYING", 1_204, None)


def test_a_count_of_staff_and_a_count_of_labour_are_read() -> None:
    staff, labour = _data(STAFF_STATISTICS), _data(LABOUR_STATISTICS)
    assert (staff["staff_kind"], staff["qualification"], staff["position_level"]) == ("TEACHER", "MASTER", "ชำนาญการ")
    assert (labour["measure"], labour["industry_section"], labour["count"]) == ("INSURED", "C", 312_450)


@pytest.mark.parametrize("topic", [OVEC_FACILITY, DSD_FACILITY])
def test_a_shared_room_says_what_it_is_licensed_for_and_when_it_is_open(topic: str) -> None:
    data = _data(topic)
    assert data["standards"] == ("Building Electrician", "Industrial Electrician")
    assert data["standards_as_sent"] == ("ช่างไฟฟ้าภายในอาคาร", "ช่างไฟฟ้าอุตสาหกรรม")
    assert (data["weekdays"], data["opens_at"], data["closes_at"]) == (("SATURDAY", "SUNDAY"), "08:30", "16:30")


def test_a_training_is_read_with_its_person_and_where_the_person_lives() -> None:
    draft = DATA_SETS[TRAINING].read(ROWS[TRAINING])
    assert draft.person is not None
    assert draft.data is not None
    assert (draft.person.identifier.normalised, draft.person.address) == (PIN, "12/3 ถนนสมมุติ")
    assert (draft.data["province"], draft.data["district"]) == ("21", "2101")
    assert (draft.data["standard"], draft.data["result"], draft.data["hours"]) == (
        "Building Electrician",
        "COMPLETED",
        30,
    )


def test_a_planned_session_is_read_with_the_fields_taught_it_suits() -> None:
    data = _data(TEST_PLAN)
    assert (data["standard"], data["level"], data["fields"], data["status"]) == (
        "Building Electrician",
        1,
        ("ไฟฟ้า",),
        "PLANNED",
    )


@given(st.sampled_from(sorted(DATA_SETS)), st.data())
def test_whatever_is_read_can_be_written_and_read_again(topic: str, data: st.DataObject) -> None:
    column = data.draw(st.sampled_from(sorted(DATA_SETS[topic].columns)))
    row: Row = {**ROWS[topic], column: data.draw(st.text(max_size=20) | st.text("0123456789๐๙/|:. ", max_size=12))}
    with suppress(BadRowError):
        read = DATA_SETS[topic].read(row).data
        if read is not None:
            assert decode(topic, encode(topic, META, read))[1] is not None


def test_a_data_set_that_no_table_tells_of_is_not_read() -> None:
    with pytest.raises(KeyError):
        data_set("ovec.no-such-thing.v1")
