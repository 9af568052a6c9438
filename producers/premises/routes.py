"""The gateway's answers to edges at home: about pseudonyms they ask for, to sources whose data sets need to know."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Protocol

import structlog
from fastapi import APIRouter, Depends, HTTPException, Query

from producers.arrivals.arrival import Arrival, Outcome
from producers.data_sets import DATA_SETS
from producers.dropping.again import Kept, look
from producers.dropping.drops import Drop, Place
from producers.erasures import Erasures
from producers.population import Population
from producers.premises.questions import (
    AGAIN_PATH,
    ERASED_PATH,
    PEOPLE_MAX,
    POPULATION_PATH,
    AgainAnswer,
    Dropped,
    ErasedAnswer,
    ErasedQuestion,
    PopulationAnswer,
    PopulationQuestion,
)
from producers.sources.source import Source

logger = structlog.get_logger(__name__)


class Answers(Protocol):
    """Whom the gateway asks in its turn."""

    def population(self, agency: str) -> Population:
        """Give the population as an agency may ask for it."""
        ...

    def erasures(self, agency: str) -> Erasures:
        """Give the erasures as an agency may ask for them."""
        ...

    def dropped(self, agency: str) -> Kept:
        """Give what the gateway itself dropped of an agency's rows."""
        ...


class History(Protocol):
    """What became of each source's rows here (producers.arrivals)."""

    def of_record(self, source: str, topic: str, record: str, limit: int = ...) -> Sequence[Arrival]:
        """Give what became of a record's rows, newest first."""
        ...


def may_ask(source: Source) -> bool:
    """Say whether a source may ask who is in the population: an agency's own edge, whose data set is limited to it.

    Whoever is limited to a place of its own (a test centre) sends rows, which the gateway's own edge asks about.
    """
    return source.scope is None and any(DATA_SETS[topic].population_only for topic in source.topics)


def may_ask_erased(source: Source, topic: str) -> bool:
    """Say whether a source may ask who is erased: an agency's own edge that gives this data set about people."""
    return source.scope is None and source.may(topic) and DATA_SETS[topic].identify is not None


def forbidden() -> Exception:
    """Give what a source is told that may not ask."""
    return HTTPException(403, "this key may not ask about the population")


def routes(
    who: Callable[..., Any], answers: Answers, history: History, refused: Callable[[], Exception] = forbidden
) -> APIRouter:
    """Give the routes; `who` is the gateway's dependency that knows a source by its key, `refused` its own refusal."""
    router = APIRouter(tags=["population"])
    _asked(router, who, answers, refused)
    _listed(router, who, answers, history)
    return router


def _asked(router: APIRouter, who: Callable[..., Any], answers: Answers, refused: Callable[[], Exception]) -> None:
    @router.post(POPULATION_PATH, summary="ใครอยู่ในทะเบียนอาชีวศึกษา · Who is in OVEC's population")
    def population(question: PopulationQuestion, source: Annotated[Source, Depends(who)]) -> PopulationAnswer:
        """Answer `yes`, `no` or `not_known` (ask again) per pseudonym; nothing of the question is kept."""
        if not may_ask(source):
            raise refused()
        told = answers.population(source.agency).ask(question.pseudonyms)
        logger.info("population_asked", source=source.name, people=len(question.pseudonyms))
        return PopulationAnswer.of([told[one] for one in question.pseudonyms])

    @router.post(ERASED_PATH, summary="ใครถูกลบเมื่อใด · Who was erased, and when")
    def erased(question: ErasedQuestion, source: Annotated[Source, Depends(who)]) -> ErasedAnswer:
        """Answer per pseudonym when the person or this data set of theirs was erased last; null: ask again."""
        if not may_ask_erased(source, question.data_set):
            raise refused()
        told = answers.erasures(source.agency).moments(question.data_set, question.pseudonyms)
        return ErasedAnswer(moments=[told[one] for one in question.pseudonyms])


def _listed(router: APIRouter, who: Callable[..., Any], answers: Answers, history: History) -> None:
    @router.get(AGAIN_PATH, summary="รายการที่ต้องส่งใหม่ · What to send again")
    def again(
        source: Annotated[Source, Depends(who)],
        after: Annotated[str, Query(max_length=120, description="`after` of the page before")] = "",
        limit: Annotated[int, Query(ge=1, le=PEOPLE_MAX, description="how many dropped records to ask about")] = 500,
    ) -> AgainAnswer:
        """List records sent here and dropped unread whose people are in the population by now.

        Rows that an edge at home dropped never came here, so their list is kept there: `saphan edge again`.
        """
        topic, _, record = after.rpartition("/")
        found = look(answers.dropped(source.agency), answers.population(source.agency), Place(topic, record), limit)
        listed = [
            Dropped(data_set=one.topic, record=one.record, pseudonym=one.pseudonym, dropped_at=one.dropped_at)
            for one in found.again
            if _was_dropped(history, source, one)
        ]
        next_page = f"{found.after.topic}/{found.after.record}" if found.after else None
        return AgainAnswer(again=listed, not_known=found.not_known, after=next_page)


def _was_dropped(history: History, source: Source, drop: Drop) -> bool:
    """Say whether it was this source whose row was dropped last: an agency's sources learn nothing of each other."""
    rows = history.of_record(source.name, drop.topic, drop.record, 1)
    return bool(rows) and rows[0].outcome is Outcome.DROPPED
