"""What the calibrated mode costs over the paper's, encoding excluded: a ratio in one run.

    python benchmarks/modes.py CORPUS... [--language-column lang] [--languages en,ja]

Both modes run once to fill the store, then in turn; the median of three is compared. Prints JSON.
"""

from __future__ import annotations

import argparse
import json
import statistics

from cmining_distilabel import MiningConfig, mine

EXCLUDED = ("read", "noise", "encode")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="+")
    parser.add_argument("--language-column", default="language")
    parser.add_argument("--languages")
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    seconds: dict[str, list[float]] = {"paper": [], "calibrated": []}
    for run in range(given.runs + 1):
        for mode, found in seconds.items():
            config = MiningConfig(mode=mode, language_column=given.language_column, languages=given.languages)
            funnel = mine(given.corpus, config).funnel
            if run:  # the first fills the store
                found.append(sum(value for stage, value in funnel["seconds"].items() if stage not in EXCLUDED))
    medians = {mode: statistics.median(found) for mode, found in seconds.items()}
    ratio = medians["calibrated"] / medians["paper"]
    print(
        json.dumps({"documents": funnel["documents"], "seconds": seconds, "median": medians, "ratio": ratio}, indent=2)
    )


if __name__ == "__main__":
    main()
