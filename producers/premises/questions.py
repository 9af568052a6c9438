"""What an edge at home asks the gateway, and what it is told: pseudonyms only, in bodies, never in an address."""

from collections.abc import Sequence
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from producers.population import Membership

PEOPLE_MAX: Final = 1000
POPULATION_PATH: Final = "/v1/population"
ERASED_PATH: Final = "/v1/population/erased"
AGAIN_PATH: Final = "/v1/population/again"
Pseudonym = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Said = Literal["yes", "no", "not_known"]
_SAID: Final[dict[Membership, Said]] = {
    Membership.YES: "yes",
    Membership.NO: "no",
    Membership.NOT_KNOWN: "not_known",
}
_MEANT: Final[dict[Said, Membership]] = {said: meant for meant, said in _SAID.items()}
_EXAMPLE: Final = ["5f3a9c0e7b1d4e2f8a6c5b4d3e2f1a0b"]


class Message(BaseModel):
    """A body that has these members and no others."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PopulationQuestion(Message):
    """Who of these is in OVEC's population."""

    pseudonyms: list[Pseudonym] = Field(min_length=1, max_length=PEOPLE_MAX, examples=[_EXAMPLE])


class PopulationAnswer(Message):
    """One answer per pseudonym, in the order asked; `not_known` means: ask again, and drop nothing meanwhile."""

    answers: list[Said] = Field(examples=[["yes"]])

    @classmethod
    def of(cls, answers: Sequence[Membership]) -> "PopulationAnswer":
        """Say what is known."""
        return cls(answers=[_SAID[one] for one in answers])

    def meant(self) -> list[Membership]:
        """Give what was said."""
        return [_MEANT[one] for one in self.answers]


class ErasedQuestion(Message):
    """Since when these are erased, wholly or in one data set."""

    data_set: str = Field(max_length=80, examples=["sso.insurance.v1"])
    pseudonyms: list[Pseudonym] = Field(min_length=1, max_length=PEOPLE_MAX, examples=[_EXAMPLE])


class ErasedAnswer(Message):
    """One moment per pseudonym in the order asked (ms since 1970), 0 for never, null where it can't be told now."""

    moments: list[int | None] = Field(examples=[[0]])


class Dropped(Message):
    """A record that was dropped unread: which (a keyed hash of its own number), whose, and when (ms since 1970)."""

    data_set: str
    record: str
    pseudonym: Pseudonym
    dropped_at: int


class AgainAnswer(Message):
    """Records to send again, since their people enrolled later; `after` leads to the next page, null on the last.

    `not_known` counts those about whom nothing can be said now: ask for them once more.
    """

    again: list[Dropped]
    not_known: int
    after: str | None
