"""Says what waits at a source's own system, and by which command it is dealt with there."""

from collections.abc import Iterator
from typing import NamedTuple

from producers.arrivals.arrival import Way
from producers.arrivals.told import Home
from producers.source_pages.words import Words
from schemas.dates import count, moment, short_date


class ToDo(NamedTuple):
    """What waits, in Thai and English, and each command with what it does."""

    words: Words
    commands: tuple[tuple[str, Words], ...]


def to_do(one: Home, agency: str) -> Iterator[ToDo]:
    """Give what waits at home for a data set, one by one."""
    if one.again is not None:
        people, records = count(one.again.people), count(one.again.records)
        yield ToDo(
            (
                f"มี {people} คน ({records} ระเบียน) เข้าเรียนหลังจากที่เอดจ์ของท่านไม่ได้อ่านแถวของเขา โปรดส่งแถวของเขาอีกครั้ง",
                f"{people} people ({records} records) enrolled after your edge dropped their rows: send these again",
            ),
            (
                (f"saphan edge again --agency {agency}", ("ดูรายการ เป็นนามแฝงเท่านั้น", "list them, by pseudonym only")),
                (
                    f"saphan edge again FILE --agency {agency} --execute",
                    ("ส่งแถวของเขาจากไฟล์", "send their rows out of a file"),
                ),
            ),
        )
    begins = f"saphan edge deletions --agency {agency}" if one.way is Way.EDGE else f"saphan file deletions {agency}"
    for held in one.held:
        gone, known, day = count(held.gone), count(held.known), moment(held.as_of).date()
        th = f"ไฟล์ข้อมูลทั้งหมด ณ {short_date(day, 'th')} ขาดไป {gone} จาก {known} ระเบียนที่เคยส่ง โปรดบอกว่าจะลบหรือไม่"
        en = f"the complete file as of {short_date(day, 'en')} lacks {gone} of {known} records: are they to be deleted?"
        yield ToDo(
            (th, en),
            (
                (f"{begins} --confirm {held.number}", ("ลบ", "delete them")),
                (f"{begins} --reject {held.number}", ("ไม่ลบ", "keep them")),
            ),
        )
