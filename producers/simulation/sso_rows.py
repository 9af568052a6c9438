"""Writes what SSO's register holds of insured people's spells of employment."""

from datetime import datetime
from typing import Final

from producers.draft import Row
from producers.simulation.learner import Spell
from producers.simulation.register_rows import buddhist, envelope, position
from schemas.coding import ISCO_08, TSIC
from schemas.dates import BUDDHIST_ERA_YEARS

CARD, NATIONAL = ("บัตรประกันสังคม", "บัตรประชาชน")
PIN_DIGITS: Final = 13
# Employers' forms abbreviate titles.
_TITLES: Final = {"นางสาว": "น.ส."}


def spell_row(spell: Spell, at: datetime) -> Row:
    """Write a spell of insured employment."""
    known = spell.known
    confirmed = "" if spell.confirmed is None else f"{spell.confirmed:%m}/{spell.confirmed.year + BUDDHIST_ERA_YEARS}"
    return {
        **envelope(spell.revision, at),
        "insured_id": known.identifier,
        "id_kind": NATIONAL if len(known.identifier) == PIN_DIGITS else CARD,
        "prefix": _TITLES.get(known.prefix, known.prefix),
        "first_name": known.first_name,
        "last_name": known.last_name,
        "spell_no": f"SSO-{spell.number:09d}",
        "section": "33",
        "start_date": buddhist(spell.started_on),
        "confirmed_month": confirmed,
        "end_date": buddhist(spell.ended_on),
        "end_reason": spell.end_reason,
        "position": position(spell.occupation),
        "occupation_scheme": ISCO_08 if spell.occupation else "",
        "occupation_code": spell.occupation,
        "industry_scheme": TSIC,
        "industry_code": spell.industry,
        "province_code": spell.province,
    }
