"""The method as steps of a distilabel pipeline, a class a file."""

from cmining_distilabel.secrets import importing_distilabel

with importing_distilabel():
    from cmining_distilabel.steps.collect import CollectStep
    from cmining_distilabel.steps.cp_extract import CPExtractStep
    from cmining_distilabel.steps.culture_annotate import CultureAnnotateStep
    from cmining_distilabel.steps.culture_score import CultureScoreStep
    from cmining_distilabel.steps.embed import EmbedStep
    from cmining_distilabel.steps.load_corpus import LoadCorpusStep
    from cmining_distilabel.steps.noise_filter import NoiseFilterStep

__all__ = [
    "CPExtractStep",
    "CollectStep",
    "CultureAnnotateStep",
    "CultureScoreStep",
    "EmbedStep",
    "LoadCorpusStep",
    "NoiseFilterStep",
]

for _name in __all__:
    globals()[_name].__module__ = __name__  # a pipeline's YAML stores this, and files must outlive a move of the class
