"""Reads a small body of JSON as what it is to be, giving up as soon as it is larger than any there is."""

from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect, Request

from producers.gateway.problems import ProblemError

JSON: Final = "application/json"
Kind = TypeVar("Kind", bound=BaseModel)


async def asked(request: Request, kind: type[Kind], bytes_max: int) -> Kind:
    """Give the body as a message; ProblemError when it is none, and nothing of it is said again."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
        raise ProblemError("NOT_TAKEN")
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > bytes_max:
                raise ProblemError("BODY_TOO_LARGE")
        return kind.model_validate_json(bytes(body))
    except ValidationError:
        raise ProblemError("NOT_ASKED_RIGHT") from None
    except ClientDisconnect:
        raise ProblemError("TOO_SLOW") from None
