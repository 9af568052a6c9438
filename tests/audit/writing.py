"""A process that records disclosures into a ledger others write to, too: `python -m tests.audit.writing URL NAME N`."""

import sys
from functools import partial

from consumers.group_commit import GroupCommit
from schemas import audit
from tests.audit.examples import a_disclosure


def main(url: str, name: str, count: int) -> None:
    """Record so many, each a write of its own, as the detail API does."""
    ledger = audit.open_ledger(url)
    writer = GroupCommit(ledger)
    given = [
        writer.submit(partial(audit.record, disclosures=[a_disclosure(number, by=name)])) for number in range(count)
    ]
    for one in given:
        one.result()
    writer.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
