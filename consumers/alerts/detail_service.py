"""Answers what a match is about: reads the kept record and the view, projects, writes the ledger, then tells."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from consumers.alerts import store
from consumers.alerts.describing import Asking, Described, describe
from consumers.alerts.unsealing import disclosure, open_identity
from consumers.alerts.view_reader import Records, View
from consumers.group_commit import GroupCommit
from schemas import audit, codec, topics
from schemas.agreement import Agreement
from schemas.dates import moment
from schemas.key_service import PersonKeys
from schemas.partition import split_match_id
from schemas.profile import Profile, as_one, fold, fold_vacancy, unread

_WANTED = tuple(
    f"{topic}/".encode() for topic in (topics.STUDENT, topics.CERTIFICATE, topics.SKILL_TEST, topics.IDENTITY)
)


@dataclass(frozen=True)
class DetailService:
    """The detail API's work; `keys` is None where this process may open no identity."""

    alerts: Engine
    view: View
    ledger: GroupCommit
    agreement: Agreement
    keys: PersonKeys | None
    now_ms: Callable[[], int]

    async def details(self, matches: Sequence[str], by: str) -> list[Described]:
        """Tell of each match what may be told; a match never alerted, erased, or paused is missing."""
        kept = await run_in_threadpool(self._kept, matches)
        read = {match: codec.decode(topics.MATCH, record) for match, record in kept.items()}
        persons, vacancies = {split_match_id(match)[0] for match in read}, {split_match_id(match)[1] for match in read}
        records = await self.view.records(sorted(persons | vacancies)) if read else {}
        asking = self._asking(by)
        people = {person: as_one(person, await self._profiles(person, records[person])) for person in persons}
        places = {vacancy: fold_vacancy(vacancy, records[vacancy]).vacancy for vacancy in vacancies}
        found: list[Described] = []
        for match, (meta, data) in read.items():
            person, vacancy = split_match_id(match)
            described = describe(match, meta, data, people[person], places[vacancy], asking) if data else None
            if described is not None:
                found.append(described)
        disclosures = [one for described in found for one in described.disclosures]
        await self.ledger.write(partial(audit.record, disclosures=disclosures))
        return found

    async def identity(self, match: str, by: str, reason: str) -> dict[str, str]:
        """Open the person's identity for the reason given, once that is in the ledger; IdentityGoneError if none."""
        person = split_match_id(match)[0]
        profiles = await self._profiles(person, (await self.view.records([person]))[person])
        asking = self._asking(by)
        if self.keys is None:
            raise LookupError("this process has no key store")
        opened = await run_in_threadpool(open_identity, self.keys, person, profiles, asking)
        await self.ledger.write(
            partial(audit.record, disclosures=[disclosure(person, tuple(sorted(opened)), reason, asking)])
        )
        return opened

    def _kept(self, matches: Sequence[str]) -> dict[str, bytes]:
        with self.alerts.connect() as connection:
            return store.newest_records(connection, matches)

    def _asking(self, by: str) -> Asking:
        now_ms = self.now_ms()
        return Asking(self.agreement.on(moment(now_ms).date()), by, now_ms)

    async def _profiles(self, person: str, records: Records) -> dict[str, Profile]:
        """Fold what is needed of a person's records, under each pseudonym now joined to theirs."""
        profiles = {person: _fold(person, records)}
        while others := unread(profiles):
            found = await self.view.records(others)
            profiles |= {other: _fold(other, found[other]) for other in others}
        return profiles


def _fold(person: str, records: Records) -> Profile:
    return fold(person, [entry for entry in records if entry[0].startswith(_WANTED)])
