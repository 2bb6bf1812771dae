"""What mining costs at several sizes, all vectors in the store: seconds, CPU seconds and peak memory by stage.

    python benchmarks/scale.py CORPUS... --documents 10000,100000,1000000 --folder FOLDER [--language-column lang]

Tiles the corpus (tiled.py), then mines each size in a process of its own. Prints JSON.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from machine import AnonymousPeak, machine, peak_bytes
from tiled import tile

from cmining_distilabel import MiningConfig, mine


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="*")
    parser.add_argument("--documents", default="10000,100000")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--language-column", default="language")
    parser.add_argument("--store", help="where vectors of the small corpus are")
    parser.add_argument("--mode", default="calibrated")
    parser.add_argument(
        "--quick-noise", action="store_true", help="no duplicates, templates or language identification"
    )
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(measure(given.one, given.mode, given.quick_noise)))
        return
    rows = []
    for count in map(int, given.documents.split(",")):
        folder = given.folder / str(count)
        tile(given.corpus, count, folder, language_column=given.language_column, store=given.store)
        command = [sys.executable, __file__, "--folder", str(given.folder), "--one", str(folder), "--mode", given.mode]
        command += ["--quick-noise"] * given.quick_noise
        rows.append(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout))
        print(json.dumps(rows[-1]), file=sys.stderr)
    print(json.dumps({"machine": machine(), "runs": rows}, indent=1))


def measure(folder: Path, mode: str, quick_noise: bool = False) -> dict[str, object]:
    """Mine a tiled corpus; `after_encoding` is all that comes after the vectors are there."""
    anonymous = AnonymousPeak()
    anonymous.start()
    noise = {"near_duplicates": 0, "max_per_template": 0, "check_language": False} if quick_noise else {}
    result = mine(folder / "corpus.parquet", MiningConfig(store=str(folder / "store"), mode=mode, **noise))
    assert result.cost is not None
    stages = result.cost["mine"]["stages"]
    after = [stages[name] for name in ("calibrate", "score", "extract", "assemble")]
    documents = result.funnel["documents"]
    return {
        "mode": mode,
        "quick_noise": quick_noise,
        "recall": result.funnel["neighborhoods"]["recall"],
        "documents": documents,
        "points": result.funnel["points"],
        "seeds": result.funnel["seeds"],
        "after_encoding_seconds": round(sum(stage["wall_seconds"] for stage in after), 1),
        "after_encoding_cpu_us_a_document": round(sum(stage["cpu_seconds"] for stage in after) / documents * 1e6),
        "cpu_us_a_document": round(sum(stage["cpu_seconds"] for stage in stages.values()) / documents * 1e6),
        "peak_mb": round(peak_bytes() / 1e6),
        "peak_without_mapped_files_mb": round(anonymous.bytes / 1e6),
        "stages": {name: [round(s["wall_seconds"], 1), round(s["cpu_seconds"], 1)] for name, s in stages.items()},
    }


if __name__ == "__main__":
    main()
