"""Offers again what was dropped because its person was in no register of students, once the person is in it."""

from typing import Final

from producers.columns import BadRowError
from producers.data_sets import DATA_SETS
from producers.edge import Edge
from producers.outbox import NOT_VOCATIONAL
from producers.outbox_rows import register_row
from producers.outbox_table import OutboxTable, Waiting
from producers.population import Membership, Population
from producers.receipts import Refused

_BATCH: Final = 1_000


def offer_again(table: OutboxTable, edge: Edge, population: Population) -> int:
    """Let rows of people who enrolled since wait once more; gives how many. Nothing changes for anybody else."""
    after = offered = 0
    while rows := table.refused(NOT_VOCATIONAL, after, _BATCH):
        after = rows[-1].id
        people = {row.id: person for row in rows if (person := _person(row, edge)) is not None}
        answers = population.ask(list(dict.fromkeys(people.values())))
        enrolled = [number for number, person in people.items() if answers[person] is Membership.YES]
        table.offer_again(enrolled)
        offered += len(enrolled)
    return offered


def _person(row: Waiting, edge: Edge) -> str | None:
    data_set, written = DATA_SETS.get(row.topic), register_row(row)
    if data_set is None or data_set.identify is None or isinstance(written, Refused):
        return None
    try:
        return edge.pseudonym(data_set.identify(written))
    except BadRowError:
        return None
