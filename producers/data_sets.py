"""The data sets the agencies' registers give, by topic: those written here, and those an amendment adds."""

from collections.abc import Mapping
from typing import Final

from producers import by_schema, doe, dsd, mol, ovec, sso
from producers.draft import DataSet
from schemas.topics import AGENCIES, PLACEMENT, TOPICS

_OWN: Final = (
    ovec.STUDENTS,
    ovec.DEMANDS,
    ovec.STUDENT_COUNTS,
    ovec.STAFF_COUNTS,
    ovec.FACILITIES,
    doe.VACANCIES,
    sso.SPELLS,
    dsd.TESTS,
    dsd.TRAININGS,
    dsd.CERTIFICATES,
    dsd.TEST_PLANS,
    dsd.FACILITIES,
    mol.LABOUR_COUNTS,
)
# Placements are written by an application into its outbox, which knows people by their pseudonyms.
_NO_REGISTER: Final = {PLACEMENT, *(one.topic for one in _OWN)}
DATA_SETS: Final[Mapping[str, DataSet]] = {one.topic: one for one in _OWN} | {
    topic.name: by_schema.data_set(topic.name)
    for topic in TOPICS
    if topic.writer in AGENCIES and topic.name not in _NO_REGISTER
}
