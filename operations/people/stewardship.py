"""What a steward does for a person, each in its order: read, write the ledger, and only then tell or decide."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from operations.people import correcting, erasing, exporting, objecting
from operations.people.explaining import Asking, Told, disclosures, explanation, tell
from operations.people.holding import Person
from operations.people.reading import Sources
from schemas import person as people
from schemas.agreement import Agreement
from schemas.identifiers import classify

ACCESS: Final = "PDPA_30_ACCESS"
COPY: Final = "PDPA_31_COPY"


class Keys(exporting.Keys, erasing.Keys, Protocol):
    """Where people's keys are asked for, and destroyed."""


@dataclass(frozen=True)
class Stewardship:
    """The steward's acts on one platform."""

    sources: Sources
    rulings: erasing.Rulings
    agreement: Agreement
    keys: Keys
    pseudonym_key: bytes
    now_ms: Callable[[], int]
    wait: objecting.Wait

    def pseudonym(self, number: str) -> str:
        """Give the pseudonym a person's number stands behind; RefusedValueError when it is no such number."""
        return people.pseudonym(self.pseudonym_key, classify(number))

    def explain(self, pseudonym: str) -> dict[str, Any]:
        """Tell what is held of a person (PDPA s.30); identities stay sealed."""
        person, asking = self.sources.person(pseudonym), Asking(self.agreement, self.now_ms(), ACCESS)
        return self._explained(person, tell(person, asking), asking, opened=False)

    def export(self, pseudonym: str, path: Path) -> Mapping[str, Any]:
        """Write the person's own copy with their identities opened (PDPA s.31); FileExistsError, KeysUnavailableError.

        The ledger says so before a key is asked for.
        """
        if path.exists():
            raise FileExistsError(path)
        person, asking = self.sources.person(pseudonym), Asking(self.agreement, self.now_ms(), COPY)
        told = tell(person, asking)
        explained = self._explained(person, told, asking, opened=True)
        exporting.write(path, exporting.export(explained, exporting.opened(told, self.keys)))
        return explained

    def object(
        self, pseudonym: str, reason: objecting.Reason, seconds_max: float, *, withdrawn: bool = False
    ) -> objecting.Outcome:
        """Write an objection (PDPA s.32) or its withdrawal and wait until it is in force; RulingNotWrittenError."""
        before = self.sources.person(pseudonym)
        ruling = objecting.ruling(before, reason, self.now_ms(), withdrawn=withdrawn)
        self.rulings.write([ruling])
        return objecting.await_outcome(ruling, before, self.sources.person, self.wait, seconds_max)

    def correct(
        self, pseudonym: str, topic: str, record: str, field: str, reason: correcting.Reason
    ) -> tuple[str, bool]:
        """Route a correction (PDPA s.35) to the record's owner; gives the owner and whether it is new.

        NothingToCorrectError when there is no such record or field.
        """
        item = correcting.correction(self.sources.person(pseudonym), topic, record, field, reason, self.now_ms())
        return item.owner, self.sources.put(item) > 0

    def erase(self, pseudonym: str, reason: erasing.Reason, seconds_max: float) -> erasing.Erased:
        """Erase a person under all of their pseudonyms (PDPA s.33); RulingNotWrittenError, KeysUnavailableError."""
        sources = self.sources
        means = erasing.Means(sources.read, self.rulings, self.keys, sources.forget, self.now_ms, self.wait)
        return erasing.erase([pseudonym], reason, means, seconds_max)

    def _explained(self, person: Person, told: Sequence[Told], asking: Asking, *, opened: bool) -> dict[str, Any]:
        """Write the ledger, then give the explanation; what is told now stands in it the next time."""
        seen = self.sources.seen(person.pseudonyms)
        self.sources.record(disclosures(told, asking, opened=opened))
        return explanation(person, told, seen, self.sources.corrections(person.pseudonyms), asking)
