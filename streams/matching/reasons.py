"""Why a match is withdrawn, as saphan.match.v1 names it."""

from enum import StrEnum


class Because(StrEnum):
    """The reason of a withdrawal."""

    HIRED = "HIRED"
    PLACED = "PLACED"
    NOT_SEEKING = "NOT_SEEKING"
    LEFT = "LEFT"
    OBJECTED = "OBJECTED"
    ERASED = "ERASED"
    CERTIFICATE_ENDED = "CERTIFICATE_ENDED"
    REFUSED = "REFUSED"
    CHANGED = "CHANGED"
    RECORD_DELETED = "RECORD_DELETED"
    AGREEMENT_ENDED = "AGREEMENT_ENDED"
    VACANCY_FILLED = "VACANCY_FILLED"
    VACANCY_CLOSED = "VACANCY_CLOSED"
    VACANCY_EXPIRED = "VACANCY_EXPIRED"
