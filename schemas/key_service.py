"""People's keys as a process without the platform key gets them: from the key service, and only its own agency's."""

from collections.abc import Iterable
from typing import Final, Protocol, Self

import httpx2
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from schemas.chunks import chunks
from schemas.sealing import AGENCY_KEY_BYTES

# Requests and answers are bare bytes, 16 of a pseudonym and 64 of a key, one after another; an address holds none.
PSEUDONYM_BYTES: Final = 16
PEOPLE_MAX: Final = 1000
KEYS_PATH: Final = "/v1/keys"
KEY_PATH: Final = "/v1/key"
DESTROY_PATH: Final = "/v1/destroy"
HEALTH_PATH: Final = "/healthz"
AGENCY_HEADER: Final = "saphan-agency"
TIMEOUT_SECONDS: Final = 10.0
CONNECT_TRIES: Final = 3
_CONNECT: Final = httpx2.Limits(max_connections=4, max_keepalive_connections=4)


class PersonKeys(Protocol):
    """Where one person's identity is opened from: the key service, or the key store itself in a test."""

    def existing_key(self, pseudonym: str, agency: str) -> bytes | None:
        """Give a person's key derived for an agency; None when there is none."""
        ...


class KeysUnavailableError(Exception):
    """The key service did not answer, so nothing could be sealed or opened; asking again later may help."""


class KeysRefusedError(Exception):
    """The key service refuses this token what it was asked for."""


class KeyServiceSettings(BaseSettings):
    """Where the key service is and the token it knows this process by (environment: SAPHAN_KEYS_…)."""

    model_config = SettingsConfigDict(env_prefix="SAPHAN_", frozen=True)

    keys_url: str
    keys_token: SecretStr

    def client(self) -> "RemoteKeys":
        """Give the way to the key service."""
        return RemoteKeys(self.keys_url, self.keys_token.get_secret_value())


class RemoteKeys:
    """The key service over HTTP; it keeps no key, so that one that is destroyed is gone here, too."""

    def __init__(self, url: str, token: str, transport: httpx2.BaseTransport | None = None) -> None:
        self._client = httpx2.Client(
            base_url=url,
            headers={"authorization": f"Bearer {token}"},
            timeout=TIMEOUT_SECONDS,
            transport=transport or httpx2.HTTPTransport(retries=CONNECT_TRIES, limits=_CONNECT),
            trust_env=False,
        )

    def keys_for(self, pseudonyms: Iterable[str], agency: str) -> dict[str, bytes]:
        """Give the key of each person derived for an agency (64 bytes), those missing being made.

        Raises KeysUnavailableError, and KeysRefusedError when the token is not that agency's edge.
        """
        found: dict[str, bytes] = {}
        for people in chunks(list(dict.fromkeys(pseudonyms)), PEOPLE_MAX):
            keys = self._ask(KEYS_PATH, bytes.fromhex("".join(people)), agency)
            if len(keys) != AGENCY_KEY_BYTES * len(people):
                raise KeysUnavailableError("the key service answered something else")
            starts = range(0, len(keys), AGENCY_KEY_BYTES)
            found |= {person: keys[at : at + AGENCY_KEY_BYTES] for person, at in zip(people, starts, strict=True)}
        return found

    def existing_key(self, pseudonym: str, agency: str) -> bytes | None:
        """Give one person's key derived for an agency, None when there is none; raises as `keys_for` does."""
        return self._ask(KEY_PATH, bytes.fromhex(pseudonym), agency) or None

    def destroy(self, pseudonym: str) -> None:
        """Destroy a person's key for ever, whether there was one or not; raises as `keys_for` does."""
        self._ask(DESTROY_PATH, bytes.fromhex(pseudonym))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, path: str, body: bytes, agency: str = "") -> bytes:
        headers = {AGENCY_HEADER: agency} if agency else {}
        try:
            answer = self._client.post(path, content=body, headers=headers)
        except httpx2.HTTPError as why:
            raise KeysUnavailableError(type(why).__name__) from why
        if answer.status_code in (httpx2.codes.UNAUTHORIZED, httpx2.codes.FORBIDDEN):
            raise KeysRefusedError(f"answered {answer.status_code}")
        if not answer.is_success:
            raise KeysUnavailableError(f"answered {answer.status_code}")
        return answer.content
