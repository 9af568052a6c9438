"""Asks a copy of the project what became of a data set that an amendment added; prints it as JSON, for a test."""

import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from producers.data_sets import DATA_SETS
from producers.edge import Edge
from schemas import codec, topics
from schemas.agreement import AGREEMENTS, Purpose, Standing, permitted
from schemas.broker_access import acls
from schemas.partition import split_key
from schemas.profile import fold
from schemas.view import UPSERT, Entry, field

BEFORE, AFTER = date(2026, 10, 14), date(2026, 11, 23)
FINISHED, STUDYING = Standing(vocational=True, finishing=True), Standing(vocational=True, finishing=False)
ROW = {
    "contract_no": "69-001",
    "revision": "1",
    "changed_at": "23/11/2569 09:00:00",
    "citizen_id": "1999900010019",
    "prefix": "นาย",
    "first_name": "สมมติ",
    "last_name": "ทดสอบ",
    "college_code": "1321010001",
    "occupation_scheme": "ISCO-88",
    "occupation_code": "7137",
    "tsic": "43210",
    "start_date": "01/06/2569",
    "stage": "กำลังฝึก",
    "province_code": "๒๑",
    "hours": "480",
}


class OneKey:
    """Gives every person the same key."""

    def keys_for(self, pseudonyms: Any, _agency: str) -> dict[str, bytes]:
        """Give a key of 64 bytes per person."""
        return dict.fromkeys(pseudonyms, bytes(64))


def answers(topic: str) -> dict[str, Any]:
    """Take a row of the data set the whole way: read, sealed, encoded, decoded, folded, and given to a receiver."""
    draft = DATA_SETS[topic].read(ROW)
    assert draft.person is not None
    edge = Edge("ovec", bytes(32), OneKey())
    person, record = edge.pseudonym(draft.person.identifier), edge.record(topic, draft.change.own_id)
    (sealed,) = edge.with_identities(topic, [(person, draft)])
    event = edge.event(topic, (person, record), draft.change, sealed)
    meta, data = codec.decode(topic, event.value)
    assert data is not None
    profile = fold(person, [(field(topic, split_key(event.key)[1]), Entry(meta.version, 0, UPSERT, event.value))])
    terms = AGREEMENTS["demonstration"].on(AFTER)
    given = permitted(terms, topic, data, "mol", Purpose.PLANNING, FINISHED)
    return {
        "tree": str(Path(codec.__file__).parents[1]),
        "topics": [name for name in topics.every_topic() if topic in name],
        "row": asdict(topics.BY_NAME[topic]),
        "read": {name: str(value) for name, value in data.items() if name not in ("identity", "name_hash")},
        "sealed": isinstance(data["identity"], bytes) and data["name_hash"] is not None,
        "folded": [dict(part.data)["occupation"] for part in profile.further],
        "failures": len(profile.failures),
        "given": None if given is None else given.as_dict()["stage"],
        "given_of_one_still_studying": permitted(terms, topic, data, "mol", Purpose.PLANNING, STUDYING) is not None,
        "given_before_signing": AGREEMENTS["demonstration"].on(BEFORE).row(topic, "mol", Purpose.PLANNING) is not None,
        "given_to_sso": terms.row(topic, "sso", Purpose.PLANNING) is not None,
        "may_write": sorted({acl.principal for acl in _acls(topic, AFTER) if acl.operation == "WRITE"}),
        "might_write_before": sorted({acl.principal for acl in _acls(topic, BEFORE) if acl.operation == "WRITE"}),
    }


def _acls(topic: str, day: date) -> list[Any]:
    return [acl for acl in acls(AGREEMENTS["demonstration"], day) if acl.name == topic]


if __name__ == "__main__":
    print(json.dumps(answers(sys.argv[1])))  # noqa: T201  (read by the test)
