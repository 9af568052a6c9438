"""A source as its page knows it."""

from collections.abc import Mapping
from typing import Final

from producers.source_pages.facts import Whose
from producers.sources.source import ScopeKind, Source
from schemas.topics import BY_NAME

_PLACES: Final[Mapping[ScopeKind, tuple[str, str]]] = {
    ScopeKind.COLLEGE: ("สถานศึกษา", "college"),
    ScopeKind.TEST_CENTRE: ("ศูนย์ทดสอบ", "test centre"),
}


def whose(source: Source) -> Whose:
    """Give a source with its data sets in the order of the agreement's clauses."""
    scope = None
    if source.scope is not None:
        th, en = _PLACES[source.scope.kind]
        scope = f"{th} {source.scope.value}", f"{en} {source.scope.value}"
    topics = tuple(name for name in BY_NAME if source.may(name))
    return Whose(source.name, source.agency, source.title_th, source.title_en, topics, scope)
