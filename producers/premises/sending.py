"""Sends files from an agency's own premises: read, checked, made pseudonymous and sealed here; the rest stays."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from producers.arrivals.notes import Notes, noting
from producers.arrivals.telling import Again
from producers.data_sets import DATA_SETS
from producers.dropping.again import by_person, look_through
from producers.dropping.drops import Drop
from producers.files.declaring import Said, declared
from producers.files.noting import UNNOTED, FileNoting
from producers.files.patience import Patient
from producers.files.sending import Sending, Summary, Terms
from producers.files.settings import FileSettings
from producers.files.sheets import Profile
from producers.files.state import State
from producers.files.wiring import now_ms, pause, state_in
from producers.own_edge import OwnEdge
from producers.premises.chosen import OnList, open_chosen
from producers.premises.settings import PremisesSettings
from producers.premises.wiring import Premises, premises


@dataclass(frozen=True)
class Home:
    """An edge at home with what sends files through it."""

    edge: Premises
    state: State
    sending: Sending
    notes: Notes | None = None


@dataclass(frozen=True)
class Listed:
    """Dropped records whose people are in the population by now, and how many can't be told."""

    again: tuple[Drop, ...]
    not_known: int


@dataclass(frozen=True)
class Found:
    """The lines of a file that are on the list, and how many of the list's records they are."""

    lines: tuple[int, ...]
    records: int


@contextmanager
def at_home(agency: str, settings: PremisesSettings, files: FileSettings, source: str | None = None) -> Iterator[Home]:
    """Open an agency's edge and its files' state; BlockingIOError while another process sends from the same folder.

    What becomes of each line is noted for the page of the source, which is the agency where none is named.
    """
    folder = files.files_dir
    with state_in(folder) as state, noting(settings.state_dir, "edge", source or agency, now_ms) as notes:
        own = premises(agency, settings)
        noted = UNNOTED if notes is None else FileNoting(notes, own.edge.record)
        with OwnEdge(own.publisher) as sender:
            yield Home(own, state, Sending(state, Patient(sender, pause), folder, now_ms, noted), notes)
        own.drops.close()


def note_again(home: Home, found: Listed) -> None:
    """Note how much is to be sent again, by data set, where nothing is unknown; whose it is stays here."""
    if home.notes is None or found.not_known:
        return
    own = (one.topic for one in DATA_SETS.values() if one.agency == home.edge.edge.agency and one.population_only)
    for topic in own:
        drops = [drop for drop in found.again if drop.topic == topic]
        home.notes.again(topic, Again(people=len(by_person(drops)), records=len(drops)))


def listed(own: Premises) -> Listed:
    """Ask about all that was dropped here."""
    pages = list(look_through(own.drops, own.population))
    return Listed(
        tuple(drop for page in pages for drop in page.again),
        sum(page.not_known for page in pages),
    )


def records(again: Listed, topic: str) -> frozenset[str]:
    """Give the listed records of one data set."""
    return frozenset(drop.record for drop in again.again if drop.topic == topic)


def find(home: Home, path: Path, profile: Profile, wanted: frozenset[str], source: str) -> Found:
    """Find the lines of a file that are on the list."""
    choose = OnList(home.edge.edge, profile.topic, wanted)
    with open_chosen(path, _as_remembered(home, profile, source), choose) as file:
        found = {line.number: choose.record(line.values) for line in file.lines()}
    return Found(tuple(found), len(set(found.values())))


def send_again(home: Home, path: Path, profile: Profile, said: Said, source: str) -> Summary:
    """Send the lines of a file that are on the list, as of the file's own moment."""
    wanted = records(listed(home.edge), profile.topic)
    choose = OnList(home.edge.edge, profile.topic, wanted)
    with open_chosen(path, _as_remembered(home, profile, source), choose) as file:
        told = declared(said.or_else(file.said), now_ms())
        sent = home.sending.send(file, told._replace(complete=False), Terms(source))
    if wanted:
        note_again(home, listed(home.edge))
    return sent


def _as_remembered(home: Home, profile: Profile, source: str) -> Profile:
    """Read headings as when the file was sent."""
    return replace(profile, remembered=home.state.remembered(source, profile.topic))
