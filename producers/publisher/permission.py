"""Whether an agency may give a data set on the day a batch is accepted: a row of the agreement must be in force."""

from dataclasses import replace

from producers.columns import WHOLE_ROW
from schemas.agreement import Terms
from schemas.refusals import Refusal, refusal


def withheld(terms: Terms, topic: str, giver: str) -> Refusal | None:
    """Refuse what no row of the day's terms lets flow from its giver, and say since when (clauses 4, 5.2 and 6)."""
    if terms.gives(topic, giver):
        return None
    if terms.in_force:
        return refusal("NOT_IN_AGREEMENT", WHOLE_ROW)
    plain = refusal("AGREEMENT_NOT_IN_FORCE", WHOLE_ROW)
    return replace(plain, th=f"{plain.th}: {terms.th}", en=f"{plain.en}: {terms.en}")
