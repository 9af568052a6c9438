"""Says an overview on a command line: lines for people in Thai or English, and stable keys for programs."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from producers.arrivals.telling import TOLD_WAYS
from producers.source_pages import words
from producers.source_pages.facts import Sent
from producers.source_pages.home_words import to_do
from producers.source_pages.overview import Day, Overview, Told
from producers.source_pages.timing import Keeping
from producers.source_pages.waiting import Why
from schemas.dates import Language, count, full, iso

DAYS_LISTED: Final = 7
Say = Callable[[words.Words], str]


def broken(overview: Overview) -> bool:
    """Say whether a promise is being broken: the source's timing, or ours to apply what was accepted."""
    late = any(told.kept.state is Keeping.LATE for told in overview.sets)
    return late or any(one.why is Why.SLOW for told in overview.sets for one in told.waiting)


def as_dict(overview: Overview) -> dict[str, Any]:
    """Give everything with the keys that `-o json` promises."""
    whose = overview.whose
    return {
        "source": whose.name,
        "agency": whose.agency,
        "title_th": whose.title_th,
        "title_en": whose.title_en,
        "only": whose.scope and whose.scope[1],
        "as_of": iso(overview.at_ms),
        "in_force": overview.status.in_force,
        "status_th": overview.status.th,
        "status_en": overview.status.en,
        "to_mend": overview.to_mend,
        "to_send_again": overview.to_send_again,
        "not_visible": overview.not_visible,
        "late": broken(overview),
        "data_sets": [_set(told) for told in overview.sets],
        "days": [_day(day) for day in overview.days],
        "unmended": [
            {
                "data_set": one.topic,
                "outcome": one.outcome.value,
                "code": one.code,
                "field": one.field,
                "records": one.records,
                "newest": iso(one.newest_ms),
            }
            for one in overview.unmended
        ],
        **_own(overview),
    }


def _own(overview: Overview) -> dict[str, Any]:
    """Give what the source told of itself: rows that went past the gateway, and what waits at home."""
    return {
        "told": [
            {
                "data_set": one.topic,
                "way": one.way.value,
                "rows": one.rows,
                "unnamed": one.unnamed,
                "newest": iso(one.newest_ms),
            }
            for one in overview.told
        ],
        "at_home": [
            {
                "data_set": one.topic,
                "as_of": iso(one.at_ms),
                "again": one.again and one.again.model_dump(),
                "held": [held.model_dump() for held in one.held],
            }
            for one in overview.home
        ],
    }


def _set(told: Told) -> dict[str, Any]:
    kept = told.kept
    return {
        "data_set": told.topic.name,
        "clause": told.topic.clause,
        "timing_th": told.timing_th,
        "timing_en": told.timing_en,
        "due_days": kept.due_days,
        "state": kept.state.value,
        "last_delivery": kept.last and kept.last.isoformat(),
        "next_by": kept.next_by and kept.next_by.isoformat(),
        "late_times": kept.late_times,
        "longest_days": kept.longest_days,
        "newest": None if told.newest_ms is None else iso(told.newest_ms),
        "waiting": [
            {"why": one.why.value, "rows": one.rows, "since": None if one.since_ms is None else iso(one.since_ms)}
            for one in told.waiting
        ],
        "reconciled": [
            {
                "part": one.part,
                "at": iso(one.at_ms),
                "equal": one.equal,
                "missing": one.missing,
                "extra": one.extra,
                "different": one.different,
            }
            for one in told.reconciled
        ],
        "given": [
            {
                "receiver": row.receiver,
                "purpose": row.purpose.value,
                "clause": row.clause,
                "timing_th": row.timing_th,
                "timing_en": row.timing_en,
            }
            for row in told.rows
        ],
    }


def _day(day: Day) -> dict[str, Any]:
    return {
        "day": day.day.isoformat(),
        "received": day.received,
        "accepted": day.accepted,
        "refused": day.refused,
        "again": day.again,
        "dropped": day.dropped,
    }


def lines(overview: Overview, language: Language) -> Iterator[str]:
    """Give the lines a person reads."""

    def say(said: words.Words) -> str:
        return said[0] if language == "th" else said[1]

    whose = overview.whose
    only = say((f" (เฉพาะ{whose.scope[0]})", f" (only {whose.scope[1]})")) if whose.scope else ""
    yield f"{whose.name}  {say((whose.title_th, whose.title_en))}{only}"
    yield f"  {full(overview.at_ms, language)} · {say((overview.status.th, overview.status.en))}"
    yield f"  {_today(overview, say)}"
    for told in overview.sets:
        yield from _told(told, say, language)
    if overview.unmended:
        yield f"  {say(('ที่ยังไม่รับ', 'not taken'))}"
        for one in overview.unmended:
            reason = say(words.because(one.topic, one.outcome, one.code, one.field))
            step = say(words.next_step(one.outcome, one.code))
            yield f"    {count(one.records):>7}  {one.topic}  {words.joined([one.code, reason, step])}"
    yield from _at_home(overview, say)
    yield f"  {say(('แต่ละวัน', 'by day'))}"
    for day in overview.days[:DAYS_LISTED]:
        yield f"    {day.day.isoformat()}  {say(_counts(day))}"


def _today(overview: Overview, say: Say) -> str:
    hidden = overview.not_visible
    known = say(("ยังไม่ทราบ", "not known")) if hidden is None else count(hidden)
    mend, again = count(overview.to_mend), count(overview.to_send_again)
    th = f"รอแก้ {mend} ระเบียน · ให้ส่งอีกครั้ง {again} ระเบียน · รับไว้แล้วยังไม่แสดง {known} แถว"
    en = f"{mend} records to be mended · {again} to be sent again · {known} rows accepted and not yet visible"
    return say((th, en))


def _at_home(overview: Overview, say: Say) -> Iterator[str]:
    if overview.told or overview.home:
        yield f"  {say(('ส่งจากระบบของท่านเอง ตามที่ระบบของท่านแจ้ง', 'sent by your own system, by its own word'))}"
    for one in overview.told:
        rows = f"{count(one.rows)} {say(('แถว', 'rows'))}"
        unnamed = f"{say(('ไม่รับหรือให้ส่งอีก', 'not taken'))} {count(one.unnamed)}" if one.unnamed else ""
        parts = [say(words.WAYS[one.way]), rows, unnamed, say(words.AT_HOME[one.way]) if one.unnamed else ""]
        yield f"    {one.topic}  {words.joined(parts)}"
    for home in overview.home:
        for waits in to_do(home, overview.whose.agency):
            yield f"    {home.topic}  {say(waits.words)}"
            yield from (f"      {command}  ({say(does)})" for command, does in waits.commands)


def _counts(day: Day) -> words.Words:
    numbers = [count(number) for number in (day.received, day.accepted, day.refused, day.again, day.dropped)]
    received, accepted, refused, again, dropped = numbers
    return (
        f"ได้รับ {received} · รับไว้ {accepted} · ไม่รับ {refused} · ให้ส่งใหม่ {again} · ไม่อ่าน {dropped}",
        f"received {received} · accepted {accepted} · refused {refused} · again {again} · unread {dropped}",
    )


def _told(told: Told, say: Say, language: Language) -> Iterator[str]:
    state = say(words.KEEPING[told.kept.state][0])
    yield f"  {told.topic.name}  {say((told.topic.record_th, told.topic.record_en))}  {state}"
    newest = say(("ยังไม่เคยส่ง", "never sent")) if told.newest_ms is None else full(told.newest_ms, language)
    yield f"    {say(('ส่งล่าสุด', 'last sent'))} {newest} · {say((told.timing_th, told.timing_en))}"
    yield f"    {say(words.timing(told.kept))}"
    for one in told.waiting:
        rows = "" if one.rows is None else f"{count(one.rows)} {say(('แถว', 'rows'))}"
        yield f"    {say(('ยังไม่แสดง', 'not yet visible'))} {words.joined([rows, say(words.WHYS[one.why])])}"
    for compared in told.reconciled:
        said = words.joined([say(words.compared(compared)), compared.part, full(compared.at_ms, language)])
        yield f"    {say(('กระทบยอด', 'reconciled'))} {said}"


def row_as_dict(one: Sent) -> dict[str, Any]:
    """Give what became of one row, with stable keys."""
    th, en = words.because(one.topic, one.outcome, one.code, one.field)
    return {
        "received_at": iso(one.at_ms),
        "batch": one.batch,
        "line": one.line,
        "outcome": one.outcome.value,
        "code": one.code,
        "field": one.field,
        "reason_th": th,
        "reason_en": en,
        "partition": one.partition,
        "offset": one.offset,
        "way": one.way and one.way.value,
        "told": one.way in TOLD_WAYS,
    }


def told_of(overview: Overview, language: Language) -> dict[str, Any]:
    """Give everything with its keys, and beside them the `lines` a person reads."""
    return as_dict(overview) | {"lines": list(lines(overview, language))}
