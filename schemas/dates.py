"""Dates, times and amounts as Thai readers (Buddhist era) and English readers expect them, in Bangkok's time."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final, Literal

BANGKOK: Final = timezone(timedelta(hours=7), "ICT")
BUDDHIST_ERA_YEARS: Final = 543
_MONTHS_TH: Final = ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."]
_MONTHS_EN: Final = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_FULL_MONTHS_TH: Final = (
    *("มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน"),
    *("กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"),
)
_FULL_MONTHS_EN: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS_TH: Final = ["จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์"]
_DAYS_EN: Final = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
# How long a unit lasts in seconds, and its name in both languages; greatest first.
_UNITS: Final = ((86_400, "วัน", "day"), (3_600, "ชั่วโมง", "hour"), (60, "นาที", "minute"), (1, "วินาที", "second"))

Language = Literal["th", "en"]


def moment(ms: int) -> datetime:
    """Give milliseconds since 1970 as Bangkok's time."""
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(BANGKOK)


def short_date(day: date, language: Language) -> str:
    """Write a date: 23 พ.ย. 2569, or 23 Nov 2026."""
    if language == "th":
        return f"{day.day} {_MONTHS_TH[day.month - 1]} {day.year + BUDDHIST_ERA_YEARS}"
    return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}"


def long_date(day: date, language: Language) -> str:
    """Write a date with its day of the week: จันทร์ 23 พ.ย. 2569."""
    name = (_DAYS_TH if language == "th" else _DAYS_EN)[day.weekday()]
    return f"{name} {short_date(day, language)}"


def full_date(day: date, language: Language) -> str:
    """Write a date as a document does: 5 พฤษภาคม 2566, or 5 May 2023."""
    if language == "th":
        return f"{day.day} {_FULL_MONTHS_TH[day.month - 1]} {day.year + BUDDHIST_ERA_YEARS}"
    return f"{day.day} {_FULL_MONTHS_EN[day.month - 1]} {day.year}"


def clock(ms: int, language: Language) -> str:
    """Write a time of day: 14:32:08 น."""
    text = moment(ms).strftime("%H:%M:%S")
    return f"{text} น." if language == "th" else text


def full(ms: int, language: Language) -> str:
    """Write date and time of day, as shown when one points at a time."""
    return f"{short_date(moment(ms).date(), language)} {clock(ms, language)}"


def iso(ms: int) -> str:
    """Write a moment for machines: ISO 8601 with offset."""
    return moment(ms).isoformat(timespec="milliseconds")


def ago(then_ms: int, now_ms: int, language: Language) -> str:
    """Say how long ago something was, in its greatest whole unit: เมื่อ 4 วินาทีก่อน."""
    seconds = max(0, (now_ms - then_ms) // 1000)
    for length, th, en in _UNITS:
        count = seconds // length
        if count:
            return f"เมื่อ {count} {th}ก่อน" if language == "th" else f"{count} {en}{'s' if count > 1 else ''} ago"
    return "เมื่อครู่" if language == "th" else "just now"


def count(number: int) -> str:
    """Write a whole number with a comma per thousand."""
    return f"{number:,}"
