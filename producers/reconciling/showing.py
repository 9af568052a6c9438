"""A reconciliation's report as machines read it and as people do, in Thai and English."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

from producers.reconciling.reasons import SENTENCES, Why
from producers.reconciling.reconciling import Finding, Outcome, Report

KINDS: Final = ("missing", "extra", "different", "set_aside")
_OUTCOMES: Final = {
    Outcome.EQUAL: ("ตรงกัน", "equal"),
    Outcome.DIFFERENT: ("ไม่ตรงกัน", "different"),
    Outcome.NOT_KNOWN: ("ยังบอกไม่ได้ โปรดถามอีกครั้ง", "not known: ask again"),
}
_EXTRA: Final = (
    "มีในสะพานแต่ไม่มีในทะเบียน หากลบแล้ว โปรดส่งการลบ",
    "Saphan holds it and the register does not: if it was deleted, send the deletion",
)
_OLDER: Final = ("สะพานมีรุ่นเก่ากว่า โปรดส่งอีกครั้ง", "Saphan holds an older version: send it again")
_NEWER: Final = ("สะพานมีรุ่นใหม่กว่าทะเบียน", "Saphan holds a newer version than the register")


def as_dict(report: Report) -> dict[str, Any]:
    """Give the stable keys of `-o json` and of the gateway's answer."""
    return {
        "data_set": report.topic,
        "part": dict(report.part),
        "outcome": str(report.outcome),
        "count": report.count,
        "theirs": report.theirs,
        "exchanges": report.exchanges,
        "left_out": report.outside,
        "unreadable_lines": [{"line": line, "code": code} for line, code in report.bad],
        **{kind: [_finding(one) for one in getattr(report, kind)] for kind in KINDS},
    }


def _finding(one: Finding) -> dict[str, Any]:
    th, en = sentence(one)
    return asdict(one) | {"th": th, "en": en}


def sentence(one: Finding) -> tuple[str, str]:
    """Say what a finding means and what to do."""
    if one.why == "extra":
        return _EXTRA
    if one.version is not None and one.why in {"different", str(Why.OTHER_VERSION)}:
        return _OLDER if max(one.theirs, default=-1) < one.version else _NEWER
    return SENTENCES[Why(one.why)]


def lines(report: Report) -> Iterator[str]:
    """Write the report as text, one finding a line; own numbers are the reader's own."""
    th, en = _OUTCOMES[report.outcome]
    where = ", ".join(f"{kind}={value}" for kind, value in sorted(report.part.items()))
    yield f"{report.topic}{f' ({where})' if where else ''}: {th} · {en}"
    yield f"  {report.count:,} here, {report.theirs:,} in Saphan, {report.exchanges} exchanges"
    if report.outside:
        yield f"  {report.outside:,} rows about people outside OVEC's register were left out"
    for kind in KINDS:
        for one in getattr(report, kind):
            named = one.own_id or one.record
            at = f" (line {one.line})" if one.line else ""
            yield f"  {kind.replace('_', ' ')}: {named}{at}: {' · '.join(sentence(one))}"
    for line, code in report.bad:
        yield f"  line {line} can't be read: {code}"
