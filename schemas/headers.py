"""CloudEvents 1.0 in Kafka binary mode, with the W3C trace context."""

import uuid
from datetime import UTC, datetime
from typing import Final

from schemas.codec import Meta

SPECIFICATION: Final = b"1.0"


def cloud_event_headers(topic: str, meta: Meta, source: str, traceparent: str | None = None) -> list[tuple[str, bytes]]:
    """Give the headers of an event: id, source, type, time and version of the specification."""
    at = datetime.fromtimestamp(meta.occurred_at / 1000, UTC).isoformat(timespec="milliseconds")
    headers = [
        ("ce_specversion", SPECIFICATION),
        ("ce_id", str(uuid.UUID(bytes=meta.event_id)).encode()),
        ("ce_source", f"/saphan/{source}".encode()),
        ("ce_type", f"th.saphan.{topic}".encode()),
        ("ce_time", at.encode()),
        ("content-type", b"application/vnd.confluent.avro"),
    ]
    return [*headers, ("traceparent", traceparent.encode())] if traceparent else headers
