"""The funnel as it is shown: what each stage left, stages that left nothing out in one row with the one before."""

from typing import Any

from cmining_distilabel.mining.reasons import STAGES


def funnel_rows(stages: list[dict[str, Any]], groups: list[str]) -> list[dict[str, Any]]:
    """A row for the input and for each stage that leaves something out: documents left, in all and by group."""
    counted = {(row["stage"], row["group"]): row for row in stages}
    first = [counted[STAGES[0], name]["documents_in"] for name in groups]
    rows = [("input", first)]
    rows += [(stage, [counted[stage, name]["documents_out"] for name in groups]) for stage in STAGES[:-1]]
    whole = max(1, sum(first))
    merged: list[tuple[str, list[int]]] = []
    for stage, counts in rows:  # stages that leave nothing out are one row
        if merged and merged[-1][1] == counts:
            merged[-1] = (f"{merged[-1][0]}, {stage}", counts)
        else:
            merged.append((stage, counts))
    return [
        {"stage": stage, "all": sum(counts), "percent": 100 * sum(counts) / whole, "groups": counts}
        for stage, counts in merged
    ]
