"""The demonstration's screen: a live table on a terminal, now and then a plain line elsewhere."""

import os
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Final, Protocol, Self

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from operations.demo.progress import Progress, facts, line

LINE_EVERY_SECONDS: Final = 5.0


class Screen(Protocol):
    """Where the demonstration shows itself."""

    def say(self, sentence: str) -> None:
        """Say something that stays."""
        ...

    def show(self, seen: Progress) -> None:
        """Show the moment in place of the last one."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, why: BaseException | None, at: TracebackType | None
    ) -> None: ...


class Lines:
    """Plain lines: everything said, and a moment every five seconds."""

    def __init__(self, write: Callable[[str], None]) -> None:
        self._write = write
        self._shown_at = -LINE_EVERY_SECONDS
        self._phase = ""

    def say(self, sentence: str) -> None:
        self._write(sentence)

    def show(self, seen: Progress) -> None:
        if seen.phase == self._phase and seen.seconds - self._shown_at < LINE_EVERY_SECONDS:
            return
        self._phase, self._shown_at = seen.phase, seen.seconds
        self._write(line(seen))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave nothing to tidy."""


class Terminal:
    """A table redrawn in place; what is said scrolls above it."""

    def __init__(self, console: Console, address: str) -> None:
        self._address = address
        self._live = Live(console=console, refresh_per_second=4, transient=False)

    def say(self, sentence: str) -> None:
        self._live.console.print(sentence, highlight=False, markup=False, soft_wrap=True)

    def show(self, seen: Progress) -> None:
        self._live.update(drawn(seen, self._address))

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()


def drawn(seen: Progress, address: str) -> Group:
    """Draw the moment: phase, where the desk is, and one fact a row."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", justify="right")
    table.add_column()
    for name, words in facts(seen):
        table.add_row(name, words)
    head = Text.assemble((f"{seen.phase} ", "bold cyan"), f"{seen.seconds:.0f} s   ")
    desk = Text.assemble(
        "desk ", (f"{address}/desk", "underline"), "   operations ", (f"{address}/operations", "underline")
    )
    return Group(Text(), head, desk, table, Text("Ctrl-C ends everything.", style="dim"))


def screen(address: str) -> Screen:
    """Choose the screen: a terminal's when there is one."""
    console = Console()
    if console.is_terminal and os.environ.get("TERM") != "dumb":
        return Terminal(console, address)
    return Lines(lambda text: print(text, file=sys.stdout, flush=True))  # noqa: T201 (this is where it prints)
