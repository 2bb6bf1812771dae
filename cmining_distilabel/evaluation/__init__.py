"""How good a mined folder is, by labels that somebody gave to some of its documents.

`labels` reads them, `statistics` has the figures and their intervals, `mining` measures one result, `ablation`
compares switches of the method and `sweep` settings of its knobs; `output`, `tables` and `plots` show what they give.
"""

from cmining_distilabel.evaluation.labels import Labels, read_labels
from cmining_distilabel.evaluation.mining import MiningEvaluation, evaluate_mining
from cmining_distilabel.evaluation.statistics import Estimate

__all__ = ["Estimate", "Labels", "MiningEvaluation", "evaluate_mining", "read_labels"]
