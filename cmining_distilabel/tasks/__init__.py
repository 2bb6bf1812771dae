"""Where users import the generation tasks from: YAML files of pipelines store this path, the classes are elsewhere."""

from cmining_distilabel.generation.tasks import *  # noqa: F403
from cmining_distilabel.generation.tasks import __all__ as __all__
