"""The gateway's answers to edges at home: about pseudonyms they ask for, to sources whose data sets need to know."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Protocol

import structlog
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from producers.arrivals.arrival import Arrival, Outcome
from producers.data_sets import DATA_SETS
from producers.dropping.again import Kept, look
from producers.dropping.drops import Drop, Place
from producers.erasures import Erasures
from producers.gateway.asking import JSON, asked
from producers.gateway.problems import ProblemError
from producers.population import Population
from producers.premises.describing import AGAIN, ERASED, POPULATION
from producers.premises.questions import (
    AGAIN_PATH,
    ERASED_PATH,
    PEOPLE_MAX,
    POPULATION_PATH,
    AgainAnswer,
    Dropped,
    ErasedAnswer,
    ErasedQuestion,
    Message,
    PopulationAnswer,
    PopulationQuestion,
)
from producers.sources.source import Source

logger = structlog.get_logger(__name__)
# A thousand pseudonyms, and room for what sets them apart.
BODY_BYTES_MAX: Final = 64 * 1024


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


@dataclass(frozen=True)
class PopulationApi:
    """The addresses; `who` knows a source by its key, and is asked before a body is read."""

    who: Callable[[Request], Awaitable[Source]]
    answers: Answers
    history: History

    def router(self) -> APIRouter:
        """Route the addresses."""
        api = APIRouter(tags=["population"])
        posted = ((POPULATION_PATH, self.population, POPULATION), (ERASED_PATH, self.erased, ERASED))
        for path, taken, told in posted:
            api.add_api_route(path, taken, methods=["POST"], response_class=Response, openapi_extra=told, responses={})
        api.add_api_route(
            AGAIN_PATH, self.again, methods=["GET"], response_class=Response, openapi_extra=AGAIN, responses={}
        )
        return api

    async def population(self, request: Request) -> Response:
        """Answer `yes`, `no` or `not_known` (ask again) per pseudonym; nothing of the question is kept."""
        source = await self.who(request)
        if not may_ask(source):
            raise ProblemError("NOT_YOUR_DATA_SET")
        question = await asked(request, PopulationQuestion, BODY_BYTES_MAX)
        told = await asyncio.to_thread(self.answers.population(source.agency).ask, question.pseudonyms)
        logger.info("population_asked", source=source.name, people=len(question.pseudonyms))
        return _told(PopulationAnswer.of([told[one] for one in question.pseudonyms]))

    async def erased(self, request: Request) -> Response:
        """Answer per pseudonym when the person or this data set of theirs was erased last; null: ask again."""
        source = await self.who(request)
        question = await asked(request, ErasedQuestion, BODY_BYTES_MAX)
        if not may_ask_erased(source, question.data_set):
            raise ProblemError("NOT_YOUR_DATA_SET")
        moments = self.answers.erasures(source.agency).moments
        told = await asyncio.to_thread(moments, question.data_set, question.pseudonyms)
        return _told(ErasedAnswer(moments=[told[one] for one in question.pseudonyms]))

    async def again(
        self,
        request: Request,
        after: Annotated[str, Query(max_length=120, description="`after` of the page before")] = "",
        limit: Annotated[int, Query(ge=1, le=PEOPLE_MAX, description="How many dropped records to ask about.")] = 500,
    ) -> Response:
        """List records sent here and dropped unread whose people are in the population by now."""
        source = await self.who(request)
        topic, _, record = after.rpartition("/")
        return _told(await asyncio.to_thread(self._page, source, Place(topic, record), limit))

    def _page(self, source: Source, after: Place, limit: int) -> AgainAnswer:
        answers = self.answers
        found = look(answers.dropped(source.agency), answers.population(source.agency), after, limit)
        listed = [
            Dropped(data_set=one.topic, record=one.record, pseudonym=one.pseudonym, dropped_at=one.dropped_at)
            for one in found.again
            if self._was_dropped(source, one)
        ]
        next_page = f"{found.after.topic}/{found.after.record}" if found.after else None
        return AgainAnswer(again=listed, not_known=found.not_known, after=next_page)

    def _was_dropped(self, source: Source, drop: Drop) -> bool:
        """Say whether this source's row was dropped last: an agency's sources learn nothing of each other."""
        rows = self.history.of_record(source.name, drop.topic, drop.record, 1)
        return bool(rows) and rows[0].outcome is Outcome.DROPPED


def _told(answer: Message) -> Response:
    return Response(answer.model_dump_json(), headers={"cache-control": "no-store"}, media_type=JSON)
