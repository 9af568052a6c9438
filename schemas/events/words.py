"""The words and shapes that fields of several data sets are made of."""

from typing import Annotated, Literal

from pydantic import Field

Pseudonym = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
KeyedHash = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
ProvinceCode = Annotated[str, Field(pattern=r"^[1-9][0-9]$")]
DistrictCode = Annotated[str, Field(pattern=r"^[1-9][0-9]{3}$")]
SubdistrictCode = Annotated[str, Field(pattern=r"^[1-9][0-9]{5}$")]
CollegeCode = Annotated[str, Field(pattern=r"^[0-9]{10}$")]
FieldCode = Annotated[str, Field(pattern=r"^[0-9]{5}$")]
JuristicNumber = Annotated[str, Field(pattern=r"^[0-9]{13}$")]
IscoCode = Annotated[str, Field(pattern=r"^[0-9]{4}$")]
OccupationGroup = Annotated[str, Field(pattern=r"^[0-9]{1,2}$")]
DivisionCode = Annotated[str, Field(pattern=r"^[0-9]{2}$")]
IndustrySection = Annotated[str, Field(pattern=r"^[A-U]$")]
TimeOfDay = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
BuddhistYear = Annotated[int, Field(ge=2450, le=2650)]
Month = Annotated[int, Field(ge=1, le=12)]
StandardLevel = Annotated[int, Field(ge=1, le=3)]
Baht = Annotated[int, Field(ge=0, le=1_000_000)]
Seats = Annotated[int, Field(ge=0, le=100_000)]
Text = Annotated[str, Field(min_length=1, max_length=400)]

Level = Literal["PVC", "PVS", "BTECH", "UNKNOWN"]
EmployerKind = Literal["JURISTIC", "SOLE_TRADER", "UNKNOWN"]
