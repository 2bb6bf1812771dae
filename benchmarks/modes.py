"""What the calibrated mode costs over the paper's, reading and encoding excluded: a ratio in one run.

    python benchmarks/modes.py CORPUS... [--language-column lang] [--languages en,ja] [--store STORE]

Both modes run once to fill the store, then in turn, in one thread; medians of CPU seconds are compared. Prints JSON.
"""

import argparse
import json
import statistics

from machine import machine
from threadpoolctl import threadpool_limits

from cmining_distilabel import MiningConfig, mine

EXCLUDED = ("read", "encode")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="+")
    parser.add_argument("--language-column", default="language")
    parser.add_argument("--languages")
    parser.add_argument("--store")
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    found: dict[str, list[dict[str, float]]] = {"paper": [], "calibrated": []}
    with threadpool_limits(1):
        for run in range(given.runs + 1):
            for mode, runs in found.items():
                config = MiningConfig(
                    mode=mode,
                    language_column=given.language_column,
                    languages=given.languages,
                    store=given.store,
                    workers=0 if run == 0 else 1,
                )
                result = mine(given.corpus, config)
                assert result.cost is not None
                if run:  # the first fills the store
                    runs.append({name: s["cpu_seconds"] for name, s in result.cost["mine"]["stages"].items()})
    medians = {
        mode: {stage: round(statistics.median(run.get(stage, 0.0) for run in runs), 2) for stage in runs[0]}
        for mode, runs in found.items()
    }
    total = {
        mode: round(sum(value for stage, value in stages.items() if stage not in EXCLUDED), 2)
        for mode, stages in medians.items()
    }
    ratio = round(total["calibrated"] / total["paper"], 2)
    print(json.dumps({"machine": machine(), "cpu_seconds": medians, "total": total, "ratio": ratio}, indent=1))


if __name__ == "__main__":
    main()
