"""What a consumer must be permitted before it starts, and for as long as it runs: its rows of the agreement."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from schemas import topics
from schemas.agreement import Agreement, NoRowError, Purpose, Terms
from schemas.dates import moment

# The exit code of a consumer that no row lets run (EX_NOPERM of sysexits.h).
NO_ROW: Final = 77
RECEIVER: Final = "doe"
ALERTS: Final = (topics.MATCH,)
PLACEMENT_SERVICE: Final = (topics.MATCH, topics.VACANCY, topics.STUDENT)
Refuse = Callable[[Request, NoRowError], Response]


@dataclass(frozen=True)
class Permission:
    """The data sets DOE's placement service must be given; asked anew each time, since a term may end meanwhile."""

    agreement: Agreement
    needs: tuple[str, ...]
    now_ms: Callable[[], int]

    def terms(self) -> Terms:
        """Give the terms of the Thai day it is."""
        return self.agreement.on(moment(self.now_ms()).date())

    def missing(self) -> NoRowError | None:
        """Give what says which row is missing; None when there is none missing."""
        terms = self.terms()
        lacking = (topic for topic in self.needs if terms.row(topic, RECEIVER, Purpose.PLACEMENT) is None)
        return next((terms.missing(topic, RECEIVER, Purpose.PLACEMENT) for topic in lacking), None)

    def holds(self) -> bool:
        """Say whether all rows stand now."""
        return self.missing() is None


def while_permitted(permission: Permission, refuse: Refuse) -> type[APIRoute]:
    """Make routes that answer only while the rows stand: after the term what is held is not shown (a pause)."""

    class Guarded(APIRoute):
        """A route behind the agreement."""

        def get_route_handler(self) -> Callable[[Request], Awaitable[Response]]:  # type: ignore[override]
            """Ask for the rows before anything is read."""
            answer = super().get_route_handler()

            async def ask(request: Request) -> Response:
                missing = permission.missing()
                return await answer(request) if missing is None else refuse(request, missing)

            return ask

    return Guarded
