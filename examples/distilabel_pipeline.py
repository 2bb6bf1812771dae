"""Culture Points in a distilabel pipeline, beside a step of distilabel's own.

    python examples/distilabel_pipeline.py corpus.jsonl

`corpus.jsonl` has lines with id, title, text and language, in at least two languages. The numbers below suit a corpus
of hundreds of documents; leave them out for one of many thousands.
"""

import sys

from distilabel.pipeline import Pipeline
from distilabel.steps import KeepColumns

from cmining_distilabel import CPExtractStep, CultureScoreStep, EmbedStep, LoadCorpusStep, NoiseFilterStep
from cmining_distilabel.pipeline import run

with Pipeline(name="culture-points") as pipeline:
    score = CultureScoreStep(mode="paper", thematic_clusters=4, entropy_top=0.6)
    LoadCorpusStep(sources=sys.argv[1:]) >> NoiseFilterStep() >> EmbedStep() >> score
    score >> CPExtractStep(name="points", mode="paper", num_clusters=12, tau=3, theta=0.6)
    score >> KeepColumns(name="funnel", columns=["id", "language", "stage", "reason", "dispersion", "entropy"])

distiset = run(pipeline, quiet=True)
for point in distiset["points"]["train"]:
    print(f"{point['point_id']}  {point['group']}  {point['share']:.2f}  {', '.join(point['seed_ids'][:3])}")
print(distiset["funnel"]["train"].num_rows, "documents in the funnel")
