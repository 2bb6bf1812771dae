"""What the answers of a run have cost, whichever model gave them, and what may still be spent."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from cmining_distilabel.cost.prices import Price
from cmining_distilabel.generation.config import Limits
from cmining_distilabel.generation.reply_store import ReplyStore


class Budget:
    """One for all models of a run.

    Answers in the store count, those of earlier runs too; one that names no model, or a model without a price, counts
    as the writer's.

    Args:
        limits: with the prices, and the most US dollars.
        store: what was paid for so far.

    Attributes:
        spent: US dollars; 0 where there is no price.
    """

    def __init__(self, limits: Limits, store: ReplyStore) -> None:
        self._most, self._price = limits.budget_usd, limits.price
        self._prices: Mapping[str, Price] = limits.prices
        self._reserved = 0.0
        costs = (self.cost(reply.model, reply.input_tokens, reply.output_tokens) for _, reply in store)
        self.spent = sum(costs, 0.0)

    def cost(self, model: str, input_tokens: int, output_tokens: int) -> float:
        """US dollars for tokens of a model."""
        price = self._prices.get(model, self._price)
        return price.cost(input_tokens, output_tokens) if price else 0.0

    @contextmanager
    def reserve(self, dollars: float) -> Iterator[bool]:
        """Put money aside while requests are under way; yields whether there is enough."""
        enough = self._most is None or self.spent + self._reserved + dollars <= self._most
        self._reserved += dollars if enough else 0.0
        try:
            yield enough
        finally:
            self._reserved -= dollars if enough else 0.0
