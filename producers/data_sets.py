"""The data sets the agencies' registers give, by topic."""

from collections.abc import Mapping
from typing import Final

from producers import doe, dsd, ovec, sso
from producers.draft import DataSet

DATA_SETS: Final[Mapping[str, DataSet]] = {
    one.topic: one for one in (ovec.STUDENTS, doe.VACANCIES, sso.SPELLS, dsd.TESTS, dsd.CERTIFICATES)
}
