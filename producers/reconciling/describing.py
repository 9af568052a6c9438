"""What the OpenAPI document says of the addresses for comparing, with examples."""

from typing import Any, Final

from producers.gateway.describing import DataSetName, problems
from producers.reconciling.fingerprints import EMPTY
from producers.reconciling.messages import Answer, Doubts, Exchange, Message, Named, Numbers, Reasons

__all__ = ["ADDRESSES", "DataSetName"]
_REFUSED: Final = (400, 401, 403, 404, 408, 413, 415, 429, 503)
_SPLIT: Final = [[3, "5be1…32 hex digits"], *([EMPTY.size, EMPTY.digest] for _ in range(15))]
_EQUAL: Final = {
    "reached": True,
    "equal": True,
    "count": 3,
    "as_of": {"doe.vacancy.v1": [12, 9, 14, 8, 11, 10]},
    "open": [],
    "records": {},
}


def _schema(kind: type[Message]) -> dict[str, Any]:
    """Give a message's schema with its parts inside, so that it can stand anywhere in the document."""
    found = kind.model_json_schema()
    parts = found.pop("$defs", {})

    def inside(node: Any) -> Any:
        if isinstance(node, dict):
            reference = node.get("$ref")
            if isinstance(reference, str):
                return inside(parts[reference.rpartition("/")[2]])
            return {key: inside(value) for key, value in node.items()}
        return [inside(one) for one in node] if isinstance(node, list) else node

    result: dict[str, Any] = inside(found)
    return result


def _described(summary: str, text: str, body: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    return {
        "summary": summary,
        "description": text,
        "security": [{"key": []}],
        "requestBody": {"required": True, "content": body},
        "responses": {
            "200": {"description": summary, "content": {"application/json": told}},
            **problems(*_REFUSED),
        },
    }


def _json(kind: type[Message], example: Any = None) -> dict[str, Any]:
    return {"application/json": {"schema": _schema(kind)} | ({"example": example} if example else {})}


_REGISTER: Final = {
    "application/json": {"schema": {"type": "array", "items": {"type": "object"}}},
    "text/csv": {
        "schema": {"type": "string"},
        "example": "job_id,revision,changed_at\nDOE-21-0000001,2,23/11/2569 09:15:00\n",
    },
}
ADDRESSES: Final[dict[str, dict[str, Any]]] = {
    "": _described(
        "เทียบว่าตรงกันหรือไม่ — compare",
        "ส่งจำนวนและลายนิ้วมือของระเบียนในชุดข้อมูลหรือบางส่วน (college, province, month) ได้คำตอบว่าตรงกัน "
        "หรือช่วงใดต่างกัน\n\n"
        "A part's count and fingerprint: for each record the first 16 bytes of SHA-256 over `<record>:<version>`, as "
        "four big-endian numbers of 32 bits, each summed up modulo 2^32, in hex. `splits` gives the same for the "
        "sixteen ranges of record ids that begin with the same digits. The answer is equal, or names what differs: "
        "`records` lists what Saphan holds in small ranges, `open` names others, whose sixteen parts come next.",
        _json(Exchange, {"part": {"province": "21"}, "count": 3, "digest": "5be1…", "splits": {"": _SPLIT}}),
        {"schema": _schema(Answer), "example": _EQUAL},
    ),
    "/why": _described(
        "เหตุใดสะพานไม่มีระเบียนนี้ — why a record is not held",
        "For records that the source holds and Saphan does not list: missing, deleted, erased, outside OVEC's "
        "register, held after all, unreadable, or not known now. Whose a record is says the pseudonym, or the "
        "person's number where the source makes none.",
        _json(Doubts),
        {"schema": _schema(Reasons)},
    ),
    "/names": _described(
        "ชื่อของระเบียนจากเลขของแหล่งข้อมูล — record ids of own numbers",
        "For a source that does not have the key by which edges name records; an id never changes, so each is asked "
        "once.",
        _json(Numbers, {"numbers": ["DOE-21-0000001"]}),
        {"schema": _schema(Named), "example": {"records": ["00112233445566ff"]}},
    ),
    "/register": _described(
        "เทียบทั้งทะเบียน — compare a whole register",
        "ส่งทะเบียนทั้งชุดเป็น CSV หรือ JSON อ่านเพียงเลขระเบียน รุ่น วันที่เปลี่ยน และเป็นของใคร\n\n"
        "The register itself, of which only the record's number, its version, when it changed and whom it is about are "
        "read. The part stands in the query: `?college=1321000001&month=2569-11`. Answers every difference by its row, "
        "counted from 1.",
        _REGISTER,
        {"schema": {"type": "object"}},
    ),
}
