"""The commands `saphan review …`: find who may be one person, decide, and show where registers disagree."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Final, Never

import typer

from operations.access import STATE, StateOption, role_settings
from operations.output import Output, OutputOption
from operations.review.reasons import DismissReason, JoinReason, SplitReason
from operations.review.store import Kind

if TYPE_CHECKING:
    from operations.review.settings import Review
    from operations.rulings import Ruling

app = typer.Typer(help="Who may be one person, who can't be, and where registers disagree.", no_args_is_help=True)
PSEUDONYM_DIGITS: Final = 32


Number = Annotated[int, typer.Argument(help="The item's number, as `saphan review list` gives it.")]
Which = Annotated[list[str], typer.Argument(help="An item's number, or two pseudonyms.")]
Limit = Annotated[int, typer.Option(min=1, help="Items shown at most.")]


@app.command()
def scan(output: OutputOption = Output.TABLE, state: StateOption = STATE) -> None:
    """Go through everybody in the view and write down what has to be looked at; nothing is joined by it."""
    from operations.review.scanning import Scanner

    with _review(state) as review:
        terms = review.agreement.on(review.today())
        if not terms.in_force:
            _fail(f"{terms.th}\n{terms.en}")
        found = Scanner(review.people, review.engine, terms, review.now_ms()).run()
    rows: dict[str, Any] = {"people": found.people, **{kind.lower(): found.found.get(kind, 0) for kind in _FOUND}}
    _one(rows | {"opened": found.opened, "gone": found.gone}, output)


@app.command("list")
def list_(
    owner: Annotated[str | None, typer.Option(help="Only what waits for the steward, or for one agency.")] = None,
    kind: Annotated[Kind | None, typer.Option(help="Only one kind.", case_sensitive=False)] = None,
    limit: Limit = 100,
    output: OutputOption = Output.TABLE,
    state: StateOption = STATE,
) -> None:
    """List what waits, longest waiting first."""
    _list(state, owner, kind, limit, output)


@app.command()
def differences(
    agency: Annotated[str | None, typer.Option(help="Only what this agency is to look at.")] = None,
    limit: Limit = 100,
    output: OutputOption = Output.TABLE,
    state: StateOption = STATE,
) -> None:
    """List where registers disagree about one person, as each owner is told of it (clause 1.2)."""
    _list(state, agency, Kind.DIFFERENCE, limit, output)


@app.command()
def show(number: Number, output: OutputOption = Output.TABLE, state: StateOption = STATE) -> None:
    """Show an item with what registers hold of both sides, in codes; the look goes into the ledger first."""
    from operations.review import store
    from operations.review.showing import looked_at, row, sides
    from schemas.audit import record

    with _review(state) as review:
        with review.engine.connect() as connection:
            kept = store.item(connection, number)
        if kept is None:
            _fail(f"ไม่มีรายการ {number}\nthere is no item {number}")
        terms = review.agreement.on(review.today())
        with review.ledger.begin() as ledger:
            record(ledger, looked_at(kept, review.now_ms(), terms))
        shown = sides(review.people, kept.item, terms)
    found = row(kept) | {"sides": [side._asdict() | {"lines": [one._asdict() for one in side.lines]} for side in shown]}
    if output is Output.JSON:
        _one(found, output)
    else:
        _show(found)


@app.command()
def join(
    which: Which,
    reason: Annotated[JoinReason, typer.Option(help="Why they are one person.", case_sensitive=False)],
    canonical: Annotated[str | None, typer.Option(help="Of an item's two, the one that stands for both.")] = None,
    state: StateOption = STATE,
) -> None:
    """Decide that an item's two, or two pseudonyms (the first standing for both), are one person."""
    with _review(state) as review:
        if _is_pair(which):
            ruling = review.steward.join_pair(which[0], which[1], reason)
        else:
            ruling = review.steward.join(_item(which), reason, canonical)
    _tell(ruling)


@app.command()
def split(
    which: Which,
    reason: Annotated[SplitReason, typer.Option(help="Why they are two people.", case_sensitive=False)],
    state: StateOption = STATE,
) -> None:
    """Take a join back: of an item's two, or of two pseudonyms."""
    with _review(state) as review:
        if _is_pair(which):
            ruling = review.steward.split_pair(which[0], which[1], reason)
        else:
            ruling = review.steward.split(_item(which), reason)
    _tell(ruling)


@app.command()
def dismiss(
    number: Number,
    reason: Annotated[DismissReason, typer.Option(help="Why nothing need be decided.", case_sensitive=False)],
    state: StateOption = STATE,
) -> None:
    """Close an item without deciding anything about anybody."""
    with _review(state) as review:
        review.steward.dismiss(number, reason)
    typer.echo(f"item {number} closed: {reason.value}")


_FOUND: Final = (Kind.SUGGESTION.value, Kind.CONFLICT.value, Kind.DIFFERENCE.value)


@contextmanager
def _review(state: Any) -> Iterator["Review"]:
    """Open the review as the steward; a decision that is not possible or not written ends in one line and exit 1."""
    from operations.review.deciding import NotPossibleError
    from operations.review.settings import opened
    from operations.rulings import RulingNotWrittenError
    from operations.web.clock import now_ms

    with opened(role_settings(state, "steward"), now_ms) as review:
        try:
            yield review
        except NotPossibleError as why:
            _fail(f"{why.th}\n{why.en}")
        except RulingNotWrittenError as why:
            _fail(f"บันทึกคำวินิจฉัยไม่ได้ โปรดลองอีกครั้ง\nthe decision was not written; try again: {why}")


def _list(state: Any, owner: str | None, kind: Kind | None, limit: int, output: Output) -> None:
    from operations.review import store
    from operations.review.showing import row
    from operations.status.printing import plain

    with _review(state) as review, review.engine.connect() as connection:
        rows = [row(kept) for kept in store.open_items(connection, owner, kind, limit)]
    if output is Output.JSON:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    columns = ("id", "kind", "owner", "subject", "other", "topic", "detail")
    typer.echo(plain("to look at", [{name: one[name] for name in columns} for one in rows]))


def _show(found: Mapping[str, Any]) -> None:
    from operations.status.printing import plain
    from schemas.dates import full

    for name in ("id", "kind", "owner", "topic", "record", "detail", "decision"):
        typer.echo(f"{name:10} {found[name]}")
    for side in found["sides"]:
        rows = [_plain_line(line) | {"accepted": full(line["accepted_at"], "th")} for line in side["lines"]]
        stands = "" if side["stands"] == side["pseudonym"] else f" (stands under {side['stands']})"
        typer.echo("\n" + plain(side["pseudonym"] + stands, rows))


def _plain_line(line: Mapping[str, Any]) -> dict[str, Any]:
    same = {True: "same", False: "differs", None: "-"}
    return {
        "agency": line["agency"][0],
        "data set": line["data_set"][0],
        "status": line["status"][0],
        "college": line["college"],
        "residence": line["residence"][0],
        "name": same[line["name_alike"]],
        "address": same[line["address_alike"]],
    }


def _is_pair(which: Sequence[str]) -> bool:
    return len(which) == 2 and all(len(one) == PSEUDONYM_DIGITS for one in which)


def _item(which: Sequence[str]) -> int:
    if len(which) != 1 or not which[0].isdecimal():
        typer.echo("name an item by its number, or two pseudonyms of 32 hex digits", err=True)
        raise typer.Exit(2)
    return int(which[0])


def _tell(ruling: "Ruling | None") -> None:
    if ruling is None:
        typer.echo("they are one person already; nothing was decided")
    else:
        typer.echo(f"{ruling.decision} {ruling.canonical} {ruling.alias} ({ruling.reason})")


def _one(found: Mapping[str, Any], output: Output) -> None:
    if output is Output.JSON:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        typer.echo("".join(f"{name:12}{value}\n" for name, value in found.items()), nl=False)


def _fail(line: str) -> Never:
    typer.echo(line, err=True)
    raise typer.Exit(1)
