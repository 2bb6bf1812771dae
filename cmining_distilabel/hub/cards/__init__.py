"""The README.md of a data set on the Hub, filled from a result folder."""

from cmining_distilabel.hub.cards.card import make_card
from cmining_distilabel.hub.cards.facts import Facts, read_facts

__all__ = ["Facts", "make_card", "read_facts"]
