"""What the page for developers shows runs as it stands there."""

import re
from pathlib import Path
from typing import Any

import pytest

from producers import sdk
from producers.own_edge import OwnEdge
from producers.receipts import Accepted
from schemas.dates import moment
from tests.producers.fakes import NOON_MS, FakeLog, publisher

PAGE = Path(__file__).parents[2] / "docs" / "programs.md"


def shown() -> str:
    """Give the page's one piece of Python."""
    (block,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return str(block)


def test_the_vacancy_on_the_page_is_published(monkeypatch: pytest.MonkeyPatch) -> None:
    way = OwnEdge(publisher("doe", FakeLog()))
    monkeypatch.setattr(sdk, "GatewayClient", lambda *_: way)
    held: dict[str, Any] = {"key": "key", "now": moment(NOON_MS)}
    exec(shown(), held)  # noqa: S102  (the page's own words)
    assert isinstance(held["receipt"], Accepted)


def test_it_takes_five_statements() -> None:
    statements = [line for line in shown().splitlines() if line.strip() and not line.startswith(" " * 8)]
    assert len(statements) <= 5
