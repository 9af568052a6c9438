"""Takes named fields out of a record, be it a mapping or an object; how is worked out once per type of record."""

from collections.abc import Callable, Mapping
from itertools import pairwise
from operator import attrgetter, itemgetter
from typing import Any

Take = Callable[[Any], tuple[Any, ...]]


def take(names: tuple[str, ...], record: Any) -> tuple[Any, ...]:
    """Take the fields one by one; None for one that is missing: an older record, or a profile's part, holds fewer."""
    return tuple(field_of(record, name) for name in names)


def field_of(record: Any, name: str) -> Any:
    """Read one field; None when it is missing."""
    if isinstance(record, dict):
        return record.get(name)
    found = getattr(record, name, None)
    return record.get(name) if found is None and isinstance(record, Mapping) else found


def taker(names: tuple[str, ...], like: Any) -> Take:
    """Work out how to take the fields of records like this one; it may raise KeyError or AttributeError on another."""
    if isinstance(like, dict):
        return _all(itemgetter, names)
    if isinstance(like, Mapping):
        return lambda record: take(names, record)
    held = tuple(name for name in names if hasattr(like, name))
    if not held:
        return lambda _: (None,) * len(names)
    return _all(attrgetter, names) if held == names else _some(held, names)


def _all(getter: Any, names: tuple[str, ...]) -> Take:
    get: Take = getter(*names)
    return get if len(names) > 1 else lambda record: (get(record),)


def _some(held: tuple[str, ...], names: tuple[str, ...]) -> Take:
    """Take what is held, and put None where a field is missing between."""
    get = _all(attrgetter, held)
    # The missing fields' places among those held; between two places lies a stretch that is held.
    places = [sum(name in held for name in names[:at]) for at, name in enumerate(names) if name not in held]
    stretches = [slice(start, stop) for start, stop in pairwise([0, *places, len(held)])]

    def taken(record: Any) -> tuple[Any, ...]:
        values = get(record)
        found = values[stretches[0]]
        for stretch in stretches[1:]:
            found += (None, *values[stretch])
        return found

    return taken
