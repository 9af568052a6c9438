"""Checks a line of a file as far as it can be checked at home: all that its register demands, nothing about others."""

from pydantic import ValidationError

from producers.columns import BadRowError, shown
from producers.draft import DataSet
from producers.files.answering import CHANGED_AT, REVISION, stamp
from producers.files.sheets import Line
from producers.receipts import Refused, refused
from schemas.refusals import Refusal, refusal


def checked(data_set: DataSet, line: Line, as_of: int = 1) -> Refused | None:
    """Give why a line would be refused, None where nothing is wrong with it.

    `as_of` (ms since 1970) stands in for version and moment of the change where the file has neither.
    """
    why = line.problem or _fault(data_set, line, as_of)
    return None if why is None else refused(why, data_set.columns.get(why.field, ""))


def _fault(data_set: DataSet, line: Line, as_of: int) -> Refusal | None:
    filled = {name: text for name, text in line.values.items() if text.strip()}
    try:
        data_set.read({REVISION: str(max(1, as_of)), CHANGED_AT: stamp(as_of), **filled})
    except BadRowError as why:
        return why.refusal
    except ValidationError as why:
        return refusal("NOT_ENCODABLE", shown(why.errors()[0]["loc"][0]))
    return None
