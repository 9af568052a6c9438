"""Carries one file from its path to its answers: opened, declared, sent, and given back with what became of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from producers.data_sets import DATA_SETS
from producers.files.declaring import Named, Said, declared, in_name
from producers.files.feedback import write_feedback
from producers.files.outcomes import TRY_AGAIN
from producers.files.reading import open_file
from producers.files.refusing import FileRefusedError
from producers.files.sending import Progress, Sending, Summary, Terms
from producers.files.sheets import Profile
from producers.files.state import State
from producers.files.watching import Result

FEEDBACK: Final = "feedback"


@dataclass(frozen=True)
class Answered:
    """A file's summary and the file that goes back to its source."""

    summary: Summary
    feedback: Path


def topic_named(name: str) -> str:
    """Give a data set by its topic or its short name (ovec.student); KeyError where there is none."""
    return name if name in DATA_SETS else next(topic for topic in DATA_SETS if topic.rpartition(".")[0] == name)


def _topic(name: str) -> str:
    if not knows(name):
        raise FileRefusedError("BAD_NAME")
    return topic_named(name)


def knows(name: str) -> bool:
    """Say whether there is a data set of that topic or short name."""
    return name in DATA_SETS or any(topic.rpartition(".")[0] == name for topic in DATA_SETS)


def send_file(
    path: Path,
    profile: Profile,
    said: Said,
    terms: Terms,
    means: tuple[State, Sending],
    now_ms: int,
    tell: Callable[[Progress], None] = lambda _: None,
    feedback: Path | None = None,
) -> Answered:
    """Send a file; FileRefusedError says why not. What is said outside it goes before what it says itself."""
    state, sending = means
    remembered = {**state.remembered(terms.source, profile.topic), **profile.remembered}
    with open_file(path, replace(profile, remembered=remembered)) as file:
        named = in_name(path.name) or Named("", Said())
        summary = sending.send(file, declared(said.or_else(file.said).or_else(named.said), now_ms), terms, tell)
        # Recognised by closeness and sent so: from now on that heading is that column.
        close = {one.text: one.column for sheet in file.sheets for one in sheet.headings if one.column}
        state.remember(terms.source, profile.topic, {**profile.remembered, **close})
        target = feedback or path.with_name(f"{path.stem}.{FEEDBACK}{path.suffix}")
        return Answered(summary, write_feedback(file, summary.outcomes, target))


def handler(
    folder: Path, send: Callable[[Path, str, Path], Answered], say: Callable[[str], None]
) -> Callable[[Path], Result]:
    """Make what a watched folder does with a file: the data set is said by its name, or by the subfolder it lies in."""
    back = folder / FEEDBACK

    def handle(path: Path) -> Result:
        back.mkdir(exist_ok=True)
        named = in_name(path.name)
        name = named.data_set if named else path.parent.name
        try:
            answered = send(path, _topic(name), back / path.name)
        except FileRefusedError as why:
            (back / f"{path.name}.txt").write_text(f"{why.th}\n{why.en}\n", encoding="utf-8-sig")
            say(f"{path.name}: {why}")
            return Result.REFUSED
        lines = answered.summary.lines
        say(f"{path.name}: {dict(lines)}")
        return Result.AGAIN if lines[TRY_AGAIN] else Result.TAKEN

    return handle
