"""Each agency's example program, run once against the demonstration as a foreign program is: by a key of its own."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from operations.demo.crew import COMMAND, CrewError
from schemas.topics import CERTIFICATE, INSURANCE, SKILL_TEST, STUDENT, VACANCY

# Runs a command with the settings of a role and some more, and gives what it said.
Run = Callable[[Sequence[str], str, Mapping[str, str]], str]


class Example(NamedTuple):
    """One agency's program: the data sets it sends, and how many events of it stand in the log afterwards."""

    agency: str
    topics: tuple[str, ...]
    events: int


# OVEC's comes first: of whom SSO and DSD tell, it is OVEC's register that says they are students.
EXAMPLES: Final = (
    Example("ovec", (STUDENT,), 2),
    Example("sso", (INSURANCE,), 3),
    Example("doe", (VACANCY,), 3),
    Example("dsd", (SKILL_TEST, CERTIFICATE), 3),
)


def run_all(run: Run, registers: Path) -> Iterator[tuple[str, int]]:
    """Run one after the other, and give each agency with its events accepted; CrewError when it is not all of them."""
    registers.mkdir(parents=True, exist_ok=True)
    for one in EXAMPLES:
        register = registers / f"{one.agency}.jsonl"
        own = {"SAPHAN_GATEWAY_KEY": _key(run, one), "SAPHAN_REGISTER_FILE": str(register)}
        run((sys.executable, "-m", f"producers.examples.{one.agency}"), "program", own)
        found = accepted(register)
        if found != one.events:
            raise CrewError(f"{one.agency}'s example program: {found} of its {one.events} events were accepted")
        yield one.agency, found


def accepted(register: Path) -> int:
    """Count the events a program was told to stand in the log; a row sent again gets the receipt it got."""
    receipts = [json.loads(line)["receipt"] for line in register.read_text(encoding="utf-8").splitlines()]
    return len({(one["topic"], one["partition"], one["offset"]) for one in receipts if one["outcome"] == "ACCEPTED"})


def _key(run: Run, one: Example) -> str:
    """Enter a program among the sources, as an operator does, and draw its key."""
    name, data_sets = f"{one.agency}-example", (word for topic in one.topics for word in ("--data-set", topic))
    titles = ("--title-th", "โปรแกรมตัวอย่าง", "--title-en", "An example program")
    run((COMMAND, "source", "create", name, "--agency", one.agency, *data_sets, *titles), "operator", {})
    return run((COMMAND, "source", "key", name), "operator", {}).strip()
