"""The method: arrays in, arrays or frozen dataclasses out. No I/O, no text, no distilabel."""

from cmining_distilabel.mining.anchors import AnchorScores, AnchorVectors, CultureScale, anchor_scores, phrase_mean
from cmining_distilabel.mining.clusterings import Clusterings, Partition, cluster, nearest_cluster
from cmining_distilabel.mining.combine import combined_score
from cmining_distilabel.mining.culture import CultureOwnership, culture_ownership, culture_support
from cmining_distilabel.mining.debias import Bias, Debias, language_bias, mean_debias, no_debias, subspace_debias
from cmining_distilabel.mining.dispersion import local_dispersion
from cmining_distilabel.mining.entropy import second_order_entropy, semantic_entropy
from cmining_distilabel.mining.exclusivity import Dominance, Exclusivity, dominance, exclusivity, q_values
from cmining_distilabel.mining.isolation import isolation
from cmining_distilabel.mining.keywords import log_odds_keywords
from cmining_distilabel.mining.kmeans import Clustering, kmeans, predict
from cmining_distilabel.mining.neighbors import NearestNeighbors
from cmining_distilabel.mining.representatives import maximal_marginal_relevance
from cmining_distilabel.mining.stability import reclusterings, stability
from cmining_distilabel.mining.translations import mutual, nearest_elsewhere, same_texts, text_weights

__all__ = [
    "AnchorScores",
    "AnchorVectors",
    "Bias",
    "Clustering",
    "Clusterings",
    "CultureOwnership",
    "CultureScale",
    "Debias",
    "Dominance",
    "Exclusivity",
    "NearestNeighbors",
    "Partition",
    "anchor_scores",
    "cluster",
    "combined_score",
    "culture_ownership",
    "culture_support",
    "dominance",
    "exclusivity",
    "isolation",
    "kmeans",
    "language_bias",
    "local_dispersion",
    "log_odds_keywords",
    "maximal_marginal_relevance",
    "mean_debias",
    "mutual",
    "nearest_cluster",
    "nearest_elsewhere",
    "no_debias",
    "phrase_mean",
    "predict",
    "q_values",
    "reclusterings",
    "same_texts",
    "second_order_entropy",
    "semantic_entropy",
    "stability",
    "subspace_debias",
    "text_weights",
]
