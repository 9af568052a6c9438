"""The gateway as a source reaches it to compare; counts what is exchanged."""

from collections.abc import Sequence
from typing import Final, TypeVar

import httpx2
from pydantic import ValidationError

from producers.reconciling.messages import Answer, Doubts, Exchange, Message, Named, Numbers, Reasons
from producers.topic_names import short

TIMEOUT_SECONDS: Final = 30.0
CONNECT_TRIES: Final = 3
_SHOWN_MAX: Final = 300
Told = TypeVar("Told", bound=Message)


class GatewayError(RuntimeError):
    """The gateway refuses, or can't be reached; says what it said."""


class GatewaySide:
    """Saphan over HTTP, with the source's own key; `bytes` counts what bodies were sent and came back."""

    def __init__(self, url: str, key: str, transport: httpx2.BaseTransport | None = None) -> None:
        self.exchanges = 0
        self.bytes = 0
        self._client = httpx2.Client(
            base_url=url,
            headers={"authorization": f"Bearer {key}"},
            timeout=TIMEOUT_SECONDS,
            transport=transport or httpx2.HTTPTransport(retries=CONNECT_TRIES),
            trust_env=False,
        )

    def exchange(self, topic: str, asked: Exchange) -> Answer:
        """Give Saphan's turn; GatewayError when it gives none."""
        return self._post(topic, "", asked, Answer)

    def why(self, topic: str, asked: Doubts) -> Reasons:
        """Give a reason for each doubt."""
        return self._post(topic, "/why", asked, Reasons)

    def names(self, topic: str, own_ids: Sequence[str]) -> list[str]:
        """Give the record ids of a source's own numbers."""
        return self._post(topic, "/names", Numbers(numbers=list(own_ids)), Named).records

    def _post(self, topic: str, path: str, asked: Message, kind: type[Told]) -> Told:
        body = asked.model_dump_json(exclude_defaults=True)
        try:
            answer = self._client.post(
                f"/v1/{short(topic)}/reconcile{path}", content=body, headers={"content-type": "application/json"}
            )
        except httpx2.HTTPError as why:
            raise GatewayError(f"the gateway can't be reached ({type(why).__name__})") from None
        self.exchanges += 1
        self.bytes += len(body.encode()) + len(answer.content)
        if not answer.is_success:
            raise GatewayError(f"the gateway answered {answer.status_code}: {answer.text[:_SHOWN_MAX]}")
        try:
            return kind.model_validate_json(answer.content)
        except ValidationError:
            raise GatewayError("the gateway's answer does not have the shape it should") from None

    def close(self) -> None:
        """Close the connections."""
        self._client.close()
