"""Writes a summary where it was asked for: drawn tables on a terminal, aligned text or JSON elsewhere."""

import json
from typing import TextIO

from rich.console import Console
from rich.table import Table

from operations.status.printing import Output, Rows, as_dict, cell, lines, plain, tables
from operations.status.summary import Summary

COLOURS = {"OK": "green", "WARN": "yellow", "STALLED": "bold red"}


def show(summary: Summary, output: Output, stream: TextIO) -> None:
    """Write the summary; on a terminal with colours unless NO_COLOR says otherwise."""
    if output is Output.JSON:
        stream.write(json.dumps(as_dict(summary), ensure_ascii=False, indent=2) + "\n")
        return
    if output is Output.JSONL:
        stream.writelines(f"{line}\n" for line in lines(summary))
        return
    console = Console(file=stream, highlight=False)
    shown = tables(summary, wide=output is Output.WIDE)
    if not console.is_terminal:
        stream.write(
            "\n\n".join([f"state: {summary.state}", *_reasons(summary), *(plain(*one) for one in shown)]) + "\n"
        )
        return
    console.print(f"[{COLOURS[summary.state]}]{summary.state}[/]", *_reasons(summary))
    for title, rows in shown:
        console.print(drawn(title, rows))


def drawn(title: str, rows: Rows) -> Table:
    """Draw rows as a table; numbers to the right, states in their colour."""
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for name in rows[0] if rows else ["none"]:
        numeric = all(isinstance(row[name], int | float) for row in rows)
        table.add_column(name, justify="right" if numeric else "left", style="dim" if not rows else None)
    for row in rows:
        table.add_row(*(_coloured(cell(value)) for value in row.values()))
    return table


def _coloured(text: str) -> str:
    return f"[{COLOURS[text]}]{text}[/]" if text in COLOURS else text


def _reasons(summary: Summary) -> list[str]:
    return [f"{reason.code}: {reason.en}" for reason in summary.reasons]
