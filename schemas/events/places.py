"""What can be shared: facilities of both parties, and DSD's planned test sessions."""

from datetime import date
from typing import Literal

from schemas.events.record import Record
from schemas.events.words import (
    CollegeCode,
    DistrictCode,
    ProvinceCode,
    Seats,
    StandardLevel,
    SubdistrictCode,
    Text,
    TimeOfDay,
)

FacilityKind = Literal["WORKSHOP", "ROOM", "TEST_CENTRE", "EQUIPMENT", "UNKNOWN"]
FacilityStatus = Literal["AVAILABLE", "IN_USE", "CLOSED", "UNKNOWN"]
SessionStatus = Literal["PLANNED", "FULL", "HELD", "CANCELLED", "UNKNOWN"]
Weekday = Literal["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY", "UNKNOWN"]


class _Facility(Record):
    """What facilities of both parties have in common: where, for what, and when; no person."""

    name: Text
    kind: FacilityKind
    address: Text | None = None
    subdistrict: SubdistrictCode | None = None
    district: DistrictCode | None = None
    province: ProvinceCode
    seats: Seats
    fields: tuple[Text, ...] = ()
    standards: tuple[Text, ...] = ()
    standards_as_sent: tuple[Text, ...] = ()
    available_from: date
    available_through: date | None = None
    weekdays: tuple[Weekday, ...] = ()
    opens_at: TimeOfDay | None = None
    closes_at: TimeOfDay | None = None
    contact_role: Text | None = None
    status: FacilityStatus


class CollegeFacility(_Facility):
    """A college's workshop, room or equipment that can be shared (clause 3.1.1(5))."""

    college: CollegeCode


class OfficeFacility(_Facility):
    """A DSD office's workshop, room or test centre that can be shared (clause 3.2.1(6))."""

    office: Text


class PlannedSession(Record):
    """A planned skill-test session, matched to the fields taught in its area (clause 3.2.1(5))."""

    standard: Text
    standard_as_sent: Text
    level: StandardLevel
    province: ProvinceCode
    district: DistrictCode | None = None
    place: Text
    held_on: date
    seats: Seats
    seats_taken: Seats = 0
    fields: tuple[Text, ...] = ()
    status: SessionStatus
