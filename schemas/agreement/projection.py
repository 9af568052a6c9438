"""What a receiver may have of a record: a type with the permitted fields and no others, compiled from a row once."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final, NoReturn, Self

from schemas.agreement.employment import Employment
from schemas.agreement.row import Row
from schemas.agreement.standing import FINISHING, NOBODY, Population, Standing
from schemas.agreement.taking import Take, field_of, take, taker
from schemas.topics import STUDENT

Holds = Callable[[Any, Standing | None], bool]
DERIVED: Final[Mapping[str, type]] = {"employment": Employment}
_OWN_NAMES: Final = frozenset({"clause", "as_dict"})


class Projection:
    """A record as one receiver may have it: frozen, its attributes exactly the permitted fields.

    Only a Giving makes one. `clause` says under which clause, `as_dict()` gives the fields by name.
    """

    __slots__ = ("_values",)
    __match_args__: ClassVar[tuple[str, ...]] = ()
    clause: ClassVar[str] = ""
    _values: tuple[Any, ...]

    def __new__(cls) -> Self:
        """Refuse: a projection is made from a record, by a row."""
        raise TypeError("only a row of the agreement makes a projection")

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Tell the type checker that fields are known only once a row is compiled."""

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a projection is frozen")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("a projection is frozen")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._values == other._values

    def __hash__(self) -> int:
        return hash((type(self), self._values))

    def __repr__(self) -> str:
        """Never show the values: reprs end in logs."""
        return f"Projection({', '.join(self.__match_args__)})"

    def as_dict(self) -> dict[str, Any]:
        """Give the permitted fields by name."""
        return dict(zip(self.__match_args__, self._values, strict=True))


_make: Final = object.__new__
# The slot's own setter: the one way past a projection's being frozen.
_put: Final = Projection.__dict__["_values"].__set__


class Giving:
    """A row, compiled: called with a record (a mapping, or an object with attributes), it gives the projection.

    None when the person, or the record itself, is not of the row's population; a standing that is not told is none.
    """

    __slots__ = ("_derived", "_holds", "_kind", "_narrower", "_takers", "fields", "row")

    def __init__(self, row: Row, fields: Iterable[str] | None = None) -> None:
        """Compile a row, or some of its fields; ValueError when nothing is left, or a field has a name of our own."""
        names = tuple(sorted(row.fields if fields is None else row.fields.intersection(fields)))
        if not names or not _OWN_NAMES.isdisjoint(names):
            raise ValueError(f"{row.topic} to {row.receiver}: a projection can't be made of {names}")
        self.row = row
        self.fields = names
        self._kind = _type(row.clause, names)
        self._takers: dict[type, Take] = {}
        self._holds = _condition(row.topic, row.population)
        self._derived = None if row.derive is None else DERIVED[row.derive]
        self._narrower: dict[frozenset[str], Giving] = {}

    def __call__(self, record: Any, standing: Standing | None = None) -> Projection | None:
        """Project a record; TypeError when the row lets only a derived fact cross and the record is none."""
        if self._holds is not None and not self._holds(record, standing):
            return None
        if self._derived is not None and type(record) is not self._derived:
            raise TypeError(f"only {self._derived.__name__} crosses under clause {self.row.clause}, no record")
        made = _make(self._kind)
        taken = self._takers.get(type(record)) or self._learn(record)
        try:
            values = taken(record)
        except (KeyError, AttributeError):
            values = take(self.fields, record)
        _put(made, values)
        return made

    def only(self, fields: Iterable[str]) -> "Giving":
        """Narrow to some fields: what a consumer does not need it does not take (PDPA s.22)."""
        wanted = frozenset(fields)
        found = self._narrower.get(wanted)
        if found is None:
            found = self._narrower.setdefault(wanted, Giving(self.row, wanted))
        return found

    def _learn(self, record: Any) -> Take:
        return self._takers.setdefault(type(record), taker(self.fields, record))


def _type(clause: str, names: tuple[str, ...]) -> type[Projection]:
    readers = {name: property(_reader(at)) for at, name in enumerate(names)}
    return type("Projection", (Projection,), {"__slots__": (), "clause": clause, "__match_args__": names, **readers})


def _reader(at: int) -> Callable[[Projection], Any]:
    return lambda projection: projection._values[at]  # noqa: SLF001 -- the reader of a field of its own type


def _condition(topic: str, population: Population) -> Holds | None:
    match population:
        case Population.EVERYONE:
            return None
        case Population.VOCATIONAL:
            return lambda _, standing: (standing or NOBODY).vocational
        case Population.FINISHING if topic == STUDENT:
            return lambda record, _: field_of(record, "status") in FINISHING
        case Population.FINISHING:
            return lambda _, standing: (standing or NOBODY).finishing
