"""A desk in the test's own process, with invented matches behind it."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select
from starlette.testclient import TestClient

from consumers.desk.pages import mount
from operations.web.app import build
from schemas.agreement import DEMONSTRATION, Agreement
from schemas.database import open_database
from schemas.outbox import OUTBOX
from tests.consumers.alerts_at_hand import until
from tests.consumers.pretend import NOW_MS, PretendDetails, desk_settings, hook


class Desk:
    """A desk in this process, reached as over HTTP, at an hour that tests set."""

    def __init__(self, folder: Path, agreement: Agreement = DEMONSTRATION) -> None:
        self.now_ms = NOW_MS
        self.details = PretendDetails()
        self.settings = desk_settings(folder)
        self.engine: Engine = open_database(self.settings.desk_database_url)
        parts = [lambda site: mount(site, self.settings, self.details, agreement)]
        self.app = build(parts, ["testserver"], lambda: self.now_ms)
        self.client = TestClient(self.app)

    def receive(self, told: dict[str, Any], **more: Any) -> Any:
        """Put facts where the desk asks for them, and send the webhook that names them."""
        self.details.put(told)
        headers, body = hook(told, self.now_ms, **more)
        return self.client.post("/desk/hooks", headers=headers, content=body)

    def page(self, address: str = "/desk") -> str:
        """Read a page."""
        return self.client.get(address).text

    def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is true."""
        asyncio.run(until(true))

    def shows(self, text: str, address: str = "/desk") -> None:
        """Wait until a page shows a text."""
        self.until(lambda: text in self.page(address))

    def token(self) -> str:
        """Give the token that every form of this reader carries."""
        self.page()
        return self.client.cookies["saphan_form"]

    def act(self, told: dict[str, Any], outcome: str, reason: str = "", **more: str) -> Any:
        """Send an outcome as the page's form does."""
        form = {"outcome": outcome, "reason": reason, "csrf": self.token(), **more}
        return self.client.post(f"/desk/matches/{told['match']}/outcome", data=form, follow_redirects=False)

    def outbox(self) -> list[Any]:
        """Read the outbox."""
        with self.engine.connect() as connection:
            return list(connection.execute(select(OUTBOX).order_by(OUTBOX.c.id)))
