"""The Ministry of Labour's register of published counts (clause 3.2.1(4))."""

from typing import Final

from producers.by_schema import Particulars, data_set
from schemas.topics import LABOUR_STATISTICS

LABOUR_COUNTS: Final = data_set(LABOUR_STATISTICS, Particulars({"cell_no": "INSURED-2569-10-21"}))
