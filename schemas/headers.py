"""CloudEvents 1.0 in Kafka binary mode, with the W3C trace context."""

from datetime import UTC, datetime
from functools import cache
from typing import Final

from schemas.codec import Meta

SPECIFICATION: Final = b"1.0"
_SPECIFIED: Final = ("ce_specversion", SPECIFICATION)
_AVRO: Final = ("content-type", b"application/vnd.confluent.avro")
Header = tuple[str, bytes]


def cloud_event_headers(topic: str, meta: Meta, source: str, traceparent: str | None = None) -> list[Header]:
    """Give the headers of an event: id, source, type, time and version of the specification."""
    at = datetime.fromtimestamp(meta.occurred_at / 1000, UTC).isoformat(timespec="milliseconds")
    digits = meta.event_id.hex()
    # As str(uuid.UUID(…)) writes it, without making one for each event.
    written = f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
    origin, kind = _where_from(source, topic)
    headers = [_SPECIFIED, ("ce_id", written.encode()), origin, kind, ("ce_time", at.encode()), _AVRO]
    return [*headers, ("traceparent", traceparent.encode())] if traceparent else headers


@cache
def _where_from(source: str, topic: str) -> tuple[Header, Header]:
    return ("ce_source", f"/saphan/{source}".encode()), ("ce_type", f"th.saphan.{topic}".encode())
