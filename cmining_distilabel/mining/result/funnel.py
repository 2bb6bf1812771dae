"""The funnel: documents in and out of every stage, by group."""

from typing import Any

import pyarrow as pa

from cmining_distilabel.mining.reasons import STAGES, stage_of


def funnel_stages(documents: pa.Table) -> list[dict[str, Any]]:
    """Documents in and out, and rejected by reason, for every stage and group; adds up to the documents."""
    found = documents.group_by(["group", "reason"]).aggregate([([], "count_all")]).to_pylist()
    counts = {(row["group"], row["reason"]): row["count_all"] for row in found}
    rows = []
    for group in sorted({group for group, _ in counts}):
        left = sum(count for (name, _), count in counts.items() if name == group)
        for stage in STAGES[:-1]:
            rejected = {
                str(code): count
                for (name, code), count in sorted(counts.items(), key=str)
                if name == group and stage_of(code) == stage
            }
            out = left - sum(rejected.values())
            rows.append(
                {"stage": stage, "group": group, "documents_in": left, "documents_out": out, "rejected": rejected}
            )
            left = out
    return rows
