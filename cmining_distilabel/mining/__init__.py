"""The method: arrays in, arrays or frozen dataclasses out. No I/O, no text, no distilabel."""

from cmining_distilabel.mining.dispersion import local_dispersion
from cmining_distilabel.mining.entropy import semantic_entropy
from cmining_distilabel.mining.exclusivity import Dominance, dominance
from cmining_distilabel.mining.kmeans import Clustering, kmeans, predict

__all__ = [
    "Clustering",
    "Dominance",
    "dominance",
    "kmeans",
    "local_dispersion",
    "predict",
    "semantic_entropy",
]
