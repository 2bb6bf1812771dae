"""Requests to the models of a run: one store, one budget, a bar for each round."""

from collections.abc import Callable, Sequence

from cmining_distilabel.cost.meter import Spent
from cmining_distilabel.generation.budget import Budget
from cmining_distilabel.generation.config import Limits
from cmining_distilabel.generation.engine import Engine
from cmining_distilabel.generation.live import Live
from cmining_distilabel.generation.llms import Speaker
from cmining_distilabel.generation.reply import Reply
from cmining_distilabel.generation.reply_store import ReplyStore
from cmining_distilabel.generation.request import Request

Progress = Callable[[str, Reply], tuple[int, int]]
"""Takes in the key of a request and its reply; rows accepted, and judged, so far."""


class Asking:
    """Has requests answered, each once and for all, and counts what that takes. Leave it (`with`) when all is asked.

    Args:
        store: of the replies.
        limits: of all models together.
        spent: where tokens are counted.
        quiet: no bars.

    Attributes:
        failed: keys of requests that were given up, and why.
        left_out: requests that the budget left out.
        budget: of all models together.
    """

    def __init__(self, store: ReplyStore, limits: Limits, spent: Spent, *, quiet: bool) -> None:
        self._store, self._limits, self._spent, self._quiet = store, limits, spent, quiet
        self._engines: dict[int, Engine] = {}
        self.budget = Budget(limits, store)
        self.failed: dict[str, str] = {}
        self.left_out = 0

    def __enter__(self) -> "Asking":
        return self

    def __exit__(self, *_: object) -> None:
        for engine in self._engines.values():
            engine.__exit__()

    def __call__(self, speaker: Speaker, requests: Sequence[Request], label: str, take: Progress) -> list[Reply | None]:
        """The reply to each request; None where there is none. `take` sees the new ones as they come."""
        engine = self._engines.setdefault(
            id(speaker.llm), Engine(speaker.llm, self._store, {}, self._limits, self.budget)
        )
        keys = {request.key for request in requests}
        done = sum(self._store.get(key) is not None for key in keys)
        priced = self._limits.price is not None
        with Live(label, len(keys), done, priced=priced, quiet=self._quiet) as live:
            engine.run(requests, lambda key, reply: live.answer(reply, self.budget.spent, *take(key, reply)))
        self.failed |= engine.failed
        replies = [self._store.get(request.key) for request in requests]
        for request, reply in zip(requests, replies, strict=True):
            self.left_out += reply is None and request.key not in self.failed
            if reply:
                self._spent.input_tokens += reply.input_tokens
                self._spent.output_tokens += reply.output_tokens
        return replies
