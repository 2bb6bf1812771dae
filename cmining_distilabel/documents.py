"""Documents: the one table that every stage reads, and the readers that make it."""

from __future__ import annotations

import pyarrow as pa

SCHEMA = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("title", pa.string(), nullable=False),
        pa.field("text", pa.string(), nullable=False),
        pa.field("language", pa.string(), nullable=False),
        pa.field("group", pa.string(), nullable=False),
        pa.field("source", pa.string()),
        pa.field("url", pa.string()),
        pa.field("license", pa.string()),
        pa.field("revision", pa.string()),
        pa.field("reason", pa.string()),
    ]
)
"""One row a document. `reason` says why a row was refused at reading, and is null for a good row."""
