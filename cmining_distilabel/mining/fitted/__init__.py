"""What a run learned, kept as arrays beside its tables."""

from cmining_distilabel.mining.fitted.model import FILE, FittedModel

__all__ = ["FILE", "FittedModel"]
