"""From instruction data to a fair training run: arms with the same number of tokens, decontaminated rows, settings, and
checks that come before a download. The training itself is `examples/train_lora.py`, with the extra "train".
"""

from cmining_distilabel.training.arms import make_arms
from cmining_distilabel.training.conversations import decontaminate, read_conversations
from cmining_distilabel.training.match import match_arms
from cmining_distilabel.training.settings import TrainSettings, check_hardware, read_settings

__all__ = [
    "TrainSettings",
    "check_hardware",
    "decontaminate",
    "make_arms",
    "match_arms",
    "read_conversations",
    "read_settings",
]
