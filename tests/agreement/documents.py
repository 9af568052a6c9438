"""Documents of an agreement made by hand, for examples that read at a glance; nothing here was ever signed."""

from typing import Any

from schemas.agreement import Agreement
from schemas.agreement.assembling import assemble
from schemas.agreement.documents import Document
from schemas.agreement.reading import document, documents, fields_of

SUPPLEMENT = """
kind = "amendment"
name = "supplement-1"
of = "demonstration"
title_th = "ข้อตกลงเพิ่มเติมตัวอย่าง"
title_en = "Example supplement"
notice_on = 2026-09-01
signed_on = 2026-10-05
decision = { on = 2026-09-20, reference = "example" }
"""
INTERNSHIP = """
[[data_set]]
topic = "ovec.internship.v1"
clause = "3.1.2"
writer = "ovec"
subject = "person"
record_th = "การฝึกงาน"
record_en = "an internship"
fields = ["started_on", "status"]
"""
NOTICE = """
kind = "termination"
name = "notice-1"
of = "demonstration"
title_th = "หนังสือบอกเลิกตัวอย่าง"
title_en = "Example notice"
by = "mol"
notice_on = 2027-03-17
effective_on = 2027-05-16
complete_by = 2027-06-30
"""


def with_documents(*texts: str) -> dict[str, Agreement]:
    """Give the agreements as they would be with more documents; AgreementError when one is refused."""
    more: tuple[Document, ...] = tuple(document(text) for text in texts)
    return assemble((*documents(), *more), lambda topic: frozenset() if "internship" in topic else fields_of(topic))


def demonstration(*texts: str) -> Agreement:
    """Give the demonstration with more documents."""
    return with_documents(*texts)["demonstration"]


def changed(text: str, **lines: Any) -> str:
    """Give a document with other values: `signed_on="2026-09-30"`."""
    for name, value in lines.items():
        head, _, rest = text.partition(f"{name} = ")
        text = f"{head}{name} = {value}\n{rest.partition(chr(10))[2]}"
    return text
