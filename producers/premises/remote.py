"""The gateway as an edge at home asks it, over HTTP: who is in the population, and who was erased since when."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeVar

import httpx2
from pydantic import ValidationError

from producers.population import Membership
from producers.premises.questions import (
    ERASED_PATH,
    PEOPLE_MAX,
    POPULATION_PATH,
    ErasedAnswer,
    ErasedQuestion,
    Message,
    PopulationAnswer,
    PopulationQuestion,
)
from schemas.chunks import chunks

TIMEOUT_SECONDS: Final = 10.0
CONNECT_TRIES: Final = 3
_NOT_OURS: Final = frozenset({httpx2.codes.UNAUTHORIZED, httpx2.codes.FORBIDDEN})
Answer = TypeVar("Answer", bound=Message)


class QuestionRefusedError(Exception):
    """The gateway refuses this key what it was asked: a setting is wrong, and asking again would not help."""


class Gateway:
    """The gateway's addresses for an edge at home, asked with the source's own key."""

    def __init__(self, url: str, key: str, transport: httpx2.BaseTransport | None = None) -> None:
        self._client = httpx2.Client(
            base_url=url,
            headers={"authorization": f"Bearer {key}"},
            timeout=TIMEOUT_SECONDS,
            transport=transport or httpx2.HTTPTransport(retries=CONNECT_TRIES),
            trust_env=False,
        )

    def ask(self, path: str, question: Message, kind: type[Answer]) -> Answer | None:
        """Ask one question; None when it can't be answered now. Raises QuestionRefusedError."""
        try:
            answer = self._client.post(path, json=question.model_dump())
        except httpx2.HTTPError:
            return None
        if answer.status_code in _NOT_OURS:
            raise QuestionRefusedError(f"the gateway answered {answer.status_code}: is SAPHAN_GATEWAY_KEY right?")
        if not answer.is_success:
            return None
        try:
            return kind.model_validate_json(answer.content)
        except ValidationError:
            return None

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


class RemotePopulation:
    """The population as the gateway knows it; NOT_KNOWN whenever it does not answer, so that nothing is dropped."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def ask(self, pseudonyms: Sequence[str]) -> dict[str, Membership]:
        """Give an answer for each, with one question per thousand."""
        found: dict[str, Membership] = {}
        for people in chunks(dict.fromkeys(pseudonyms), PEOPLE_MAX):
            told = self._gateway.ask(POPULATION_PATH, PopulationQuestion(pseudonyms=people), PopulationAnswer)
            if told is None or len(told.answers) != len(people):
                found |= dict.fromkeys(people, Membership.NOT_KNOWN)
            else:
                found |= zip(people, told.meant(), strict=True)
        return found


class RemoteErasures:
    """Erasures as the gateway knows them; None whenever it does not answer, so that nothing is taken."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def moments(self, topic: str, pseudonyms: Sequence[str]) -> Mapping[str, int | None]:
        """Give a moment for each, with one question per thousand."""
        found: dict[str, int | None] = {}
        for people in chunks(dict.fromkeys(pseudonyms), PEOPLE_MAX):
            question = ErasedQuestion(data_set=topic, pseudonyms=people)
            told = self._gateway.ask(ERASED_PATH, question, ErasedAnswer)
            if told is None or len(told.moments) != len(people):
                found |= dict.fromkeys(people)
            else:
                found |= zip(people, told.moments, strict=True)
        return found
