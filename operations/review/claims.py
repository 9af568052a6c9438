"""What each register says of one person, in hashes and codes: all that is compared, and nothing that can be read."""

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from schemas.profile import Profile
from schemas.topics import BY_NAME, CERTIFICATE, IDENTITY, INSURANCE, SKILL_TEST, STUDENT, TRAINING

# The profile's parts that name a person, by their topics; a placement and a match name nobody.
COMPARED: Final = {
    STUDENT: "enrolments",
    INSURANCE: "spells",
    SKILL_TEST: "skill_tests",
    TRAINING: "trainings",
    CERTIFICATE: "certificates",
}
READ: Final = frozenset({*COMPARED, IDENTITY})
STUDYING: Final = frozenset({"STUDYING", "ABOUT_TO_GRADUATE"})
DIED: Final = "DIED"


class Claim(NamedTuple):
    """One record's say about a person: whose, which, since when (ms), under which pseudonym, and the record's part."""

    agency: str
    topic: str
    record: str
    accepted_at: int
    subject: str
    part: Any

    @property
    def name(self) -> str | None:
        """Give the keyed hash of the name."""
        return _text(self.part, "name_hash")

    @property
    def address(self) -> str | None:
        """Give the keyed hash of the address."""
        return _text(self.part, "address_hash")

    @property
    def residence(self) -> str | None:
        """Give where the person lives: the district's code, else the province's; SSO's province is the workplace's."""
        if self.topic == INSURANCE:
            return None
        return _text(self.part, "district") or _text(self.part, "province")

    @property
    def status(self) -> str | None:
        """Give what a record says about the person's own standing: the enrolment's status, or that they died."""
        if self.topic == STUDENT:
            return _text(self.part, "status")
        return DIED if self.topic == INSURANCE and _text(self.part, "end_reason") == DIED else None


def claims(profiles: Iterable[Profile]) -> Iterator[Claim]:
    """Give every claim about a person, under each of their pseudonyms."""
    for profile in profiles:
        for topic, place in COMPARED.items():
            for part in getattr(profile, place):
                source = part.source
                yield Claim(BY_NAME[topic].writer, topic, source.record, source.accepted_at, profile.subject, part)


def _text(part: Any, name: str) -> str | None:
    found = getattr(part, name, None)
    return found if isinstance(found, str) and found else None
