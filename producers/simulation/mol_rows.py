"""Writes the labour counts the Ministry of Labour publishes."""

from datetime import datetime
from typing import Final

from producers.draft import Row
from producers.simulation.counting import VACANCIES, WHOLE_YEAR, LabourCell, Published
from producers.simulation.register_rows import buddhist, envelope

PEOPLE, POSITIONS = ("คน", "อัตรา")
_UNITS: Final = {VACANCIES: POSITIONS}


def labour_row(cell: LabourCell, published: Published, at: datetime) -> Row:
    """Write a labour count; one of nobody is taken back."""
    return {
        **envelope(published.revision, at, deleted=not published.figure),
        "cell_no": "/".join(str(part) for part in cell),
        "measure": cell.measure,
        "year": str(cell.year),
        "month": "" if cell.month == WHOLE_YEAR else str(cell.month),
        "as_of": buddhist(published.as_of),
        "province_code": cell.province,
        "industry_section": cell.industry,
        "occupation_group": cell.occupation,
        "count": f"{published.figure:,}",
        "unit": _UNITS.get(cell.measure, PEOPLE),
    }
