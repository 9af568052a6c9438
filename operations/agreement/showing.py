"""What may flow on a day, laid out for people in Thai and English, and for programs as JSON."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas.agreement import PERSON, STEWARD, Agreement, Population, Row, Status
from schemas.dates import full_date

OTHERS: Final = {
    PERSON: ("เจ้าของข้อมูล", "the person"),
    STEWARD: ("ผู้ดูแลทะเบียนบุคคล", "the steward, for both parties"),
}
POPULATIONS: Final = {
    Population.EVERYONE: ("ทุกรายการ", "all records"),
    Population.FINISHING: ("กำลังจะสำเร็จหรือสำเร็จการศึกษาแล้ว", "about to graduate or graduated"),
    Population.VOCATIONAL: ("เฉพาะนักเรียน นักศึกษาอาชีวศึกษา", "vocational students and graduates only"),
}


def rows_of(agreement: Agreement, on: date) -> list[dict[str, Any]]:
    """Give each row that stands on a day as a program takes it, with the words of its purpose and population."""
    return [_as_json(agreement, row) for row in sorted(agreement.on(on).rows, key=_order)]


def as_json(agreement: Agreement, on: date) -> dict[str, Any]:
    """Give the whole answer: which agreement, on which day, in force or not, since when, and its rows."""
    status = agreement.status(on)
    return {
        "agreement": agreement.name,
        "title_th": agreement.title_th,
        "title_en": agreement.title_en,
        "on": on.isoformat(),
        "in_force": status.in_force,
        "since": status.since.isoformat(),
        "status_th": status.th,
        "status_en": status.en,
        "held_th": agreement.held.th,
        "held_en": agreement.held.en,
        "supplements": list(agreement.supplements),
        "rows": rows_of(agreement, on),
    }


def _as_json(agreement: Agreement, row: Row) -> dict[str, Any]:
    purpose, population = agreement.purposes[row.purpose], POPULATIONS[row.population]
    instrument = None if row.instrument is None else agreement.instruments[row.instrument]
    return {
        "clause": row.clause,
        "giver": row.giver,
        "receiver": row.receiver,
        "data_set": row.topic,
        "purpose": row.purpose.value,
        "purpose_th": purpose.th,
        "purpose_en": purpose.en,
        "purpose_clause": purpose.clause,
        "population": row.population.value,
        "population_th": population[0],
        "population_en": population[1],
        "fields": sorted(row.fields),
        "timing_th": row.timing_th,
        "timing_en": row.timing_en,
        "instrument": row.instrument,
        "instrument_th": instrument and instrument.th,
        "instrument_en": instrument and instrument.en,
        "derived": row.derive,
        "first_day": None if row.first_day == date.min else row.first_day.isoformat(),
        "last_day": row.last_day and row.last_day.isoformat(),
    }


def _order(row: Row) -> tuple[str, ...]:
    return row.clause, row.topic, row.receiver, row.purpose


def draw(console: Console, agreement: Agreement, on: date) -> None:
    """Lay the answer out for people: the state first, then what each receiver may have, of whom, and why."""
    status = agreement.status(on)
    console.print(_heading(agreement, on, status))
    if not status.in_force or agreement.on(on).winding_up:
        console.print(Text(f"\n{agreement.held.th}"))
        console.print(Text(agreement.held.en, style="dim"))
    shown = agreement.on(on).rows
    for receiver in sorted({row.receiver for row in shown}, key=_receivers):
        console.print()
        console.print(_table(agreement, receiver, [row for row in shown if row.receiver == receiver]))


def _heading(agreement: Agreement, on: date, status: Status) -> Text:
    text = Text()
    text.append(f"{agreement.title_th}\n", style="bold")
    text.append(f"{agreement.title_en}\n")
    text.append(f"ณ วันที่ {full_date(on, 'th')} · on {full_date(on, 'en')}\n", style="dim")
    colour = "green" if status.in_force else "bold red"
    text.append(f"{status.th}\n{status.en}", style=colour)
    for th, en in _instruments(agreement):
        text.append(f"\n{th} · {en}", style="yellow")
    return text


def _instruments(agreement: Agreement) -> Iterator[tuple[str, str]]:
    for one in agreement.instruments.values():
        yield f"ระหว่างกรมใช้ {one.th}", f"between departments: {one.en}"


def _receivers(name: str) -> tuple[bool, str]:
    return name in OTHERS, name


def _table(agreement: Agreement, receiver: str, rows: Sequence[Row]) -> Table:
    department = agreement.departments.get(receiver)
    th, en = (department.th, department.en) if department else OTHERS[receiver]
    table = Table(
        title=f"{th} · {en} ({receiver})",
        title_justify="left",
        title_style="bold",
        expand=True,
        show_lines=True,
        pad_edge=False,
    )
    table.add_column("ข้อมูล\ndata set", no_wrap=True)
    # Thai has no spaces to break a line at: it is folded, never cut.
    table.add_column("เพื่ออะไร ของใคร\nwhat for, of whom", ratio=4, overflow="fold")
    table.add_column("ฟิลด์\nfields", ratio=5, overflow="fold")
    for row in sorted(rows, key=_order):
        table.add_row(f"{row.topic}\n{row.giver} → {row.receiver}\n{row.clause}", _why(agreement, row), _what(row))
    return table


def _why(agreement: Agreement, row: Row) -> Text:
    purpose, population = agreement.purposes[row.purpose], POPULATIONS[row.population]
    text = Text(f"{purpose.th}\n")
    text.append(f"{purpose.en} ({purpose.clause})\n", style="dim")
    text.append(f"{population[0]}\n", style="cyan")
    text.append(population[1], style="dim cyan")
    return text


def _what(row: Row) -> Text:
    text = Text(", ".join(sorted(row.fields)))
    if row.derive:
        text.append(f"\nเฉพาะที่คำนวณได้ · derived only ({row.derive})", style="yellow")
    if row.instrument:
        text.append(f"\nตาม {row.instrument} · under {row.instrument}", style="yellow")
    return text
