"""Benchmarks of what a language model knows of cultures, run through lm-evaluation-harness, scored with intervals.

`culturalbench`, `blend` and `global_mmlu` read a benchmark each into `items`; `harness` has a model answer them, `kept`
keeps its answers, `parse` and `score` grade them, `run` puts it together and writes a folder, `any_task` does so with
any task of the harness, `perplexity` has it foretell texts, and `compare` sets folders against each other. The folder
`tasks` is for `lm_eval --include_path`.
"""

from cmining_distilabel.evaluation.downstream.any_task import TaskOptions, evaluate_tasks
from cmining_distilabel.evaluation.downstream.benchmarks import BENCHMARKS, load_items
from cmining_distilabel.evaluation.downstream.compare import compare
from cmining_distilabel.evaluation.downstream.comparison import Comparison
from cmining_distilabel.evaluation.downstream.perplexity import evaluate_perplexity, read_texts
from cmining_distilabel.evaluation.downstream.run import evaluate_model

__all__ = [
    "BENCHMARKS",
    "Comparison",
    "TaskOptions",
    "compare",
    "evaluate_model",
    "evaluate_perplexity",
    "evaluate_tasks",
    "load_items",
    "read_texts",
]
