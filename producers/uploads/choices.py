"""What may stand in a column that takes only certain words or codes, so that a page can offer it."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Final

from producers.employers import KINDS
from producers.schema_fields import fields_of
from schemas import codes
from schemas.coding import OCCUPATION_SCHEMES
from schemas.topics import DEMAND

# (what is written, what it means in Thai where that is not plain)
Choice = tuple[str, str]
# A short list is offered as such; a longer one beside a free field.
CLOSED_MAX: Final = 12
SEVERAL: Final = "|"


def _plain(names: Iterable[str]) -> tuple[Choice, ...]:
    return tuple((name, "") for name in sorted(names))


_TABLES: Final[Mapping[str, Callable[[], tuple[Choice, ...]]]] = {
    "skill_standard": lambda: _plain({one.th for one in codes.skill_standards().values()}),
    "occupation": lambda: tuple((one.code, one.th or one.en) for one in codes.occupations().values()),
    "occupation_scheme": lambda: tuple((one, "") for one in OCCUPATION_SCHEMES),
    "field_of_study": lambda: _plain(codes.field_names()),
    "subject_type": lambda: _plain(codes.subject_types()),
    "industry_section": lambda: tuple(codes.industry_sections().items()),
}


@cache
def choices(topic: str) -> Mapping[str, tuple[Choice, ...]]:
    """Give, by column, what it may hold; a column of free text is not in it."""
    found: dict[str, tuple[Choice, ...]] = {}
    for field in fields_of(topic):
        if field.words:
            found[field.column] = tuple((word, "") for word in _said_once(field.words))
        elif field.codes == "province":
            found[field.column] = _provinces(field.column)
        elif field.codes is not None and field.codes in _TABLES:
            found[field.column] = _TABLES[field.codes]()
    if topic == DEMAND:
        found["employer_kind"] = tuple((word, "") for word in KINDS)
    return found


@cache
def several(topic: str) -> frozenset[str]:
    """Name the columns that may hold several values."""
    return frozenset(field.column for field in fields_of(topic) if field.many)


def _provinces(column: str) -> tuple[Choice, ...]:
    if column.endswith("_name"):
        return tuple((one.th, "") for one in codes.provinces().values())
    return tuple((code, one.th) for code, one in codes.provinces().items())


def _said_once(words: Mapping[str, object]) -> list[str]:
    """Offer the register's own words; a symbol only where no Thai word stands for it."""
    thai = [word for word in words if not word.isascii()]
    meant = {words[word] for word in thai}
    return thai + [word for word in words if word.isascii() and words[word] not in meant]
