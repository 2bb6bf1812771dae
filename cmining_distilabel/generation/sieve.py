"""The gates at work while answers come, so that their share is known from the start."""

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from cmining_distilabel.generation.gates import TOGETHER, pass_gates
from cmining_distilabel.generation.gates.base import Gate
from cmining_distilabel.generation.jobs import Job
from cmining_distilabel.generation.reply import Reply

Verdict = tuple[str, str] | None
"""Gate and reason; None for a row that passes."""

_AT_ONCE, _SECONDS = 16, 2.0  # rows that are encoded in one batch, and how long one waits for others


class Sieve:
    """Makes a row of each reply, and has the gates look at it that need it alone.

    What depends on other rows (`gates.TOGETHER`) waits for all of them: the order in which a server answers must not
    decide.

    Args:
        gates: by name, in their order.
        jobs: whose replies come.
        model: the model's name.
    """

    def __init__(self, gates: Mapping[str, Gate], jobs: Sequence[Job], model: str) -> None:
        self._alone = {name: gate for name, gate in gates.items() if name not in TOGETHER}
        self._together = {name: gate for name, gate in gates.items() if name in TOGETHER}
        self._jobs, self._model = jobs, model
        self._places: dict[str, list[int]] = defaultdict(list)  # equal prompts share a reply
        for place, job in enumerate(jobs):
            self._places[job.request.key].append(place)
        self._waiting: dict[int, dict[str, Any]] = {}
        self._since = time.monotonic()
        self._rows: dict[int, dict[str, Any]] = {}
        self._verdicts: dict[int, Verdict] = {}
        self.accepted = 0

    def __len__(self) -> int:
        """Rows that were looked at."""
        return len(self._verdicts)

    def add(self, key: str, reply: Reply) -> None:
        """Take in the reply to a request."""
        self._take(key, reply)
        if len(self._waiting) >= _AT_ONCE or time.monotonic() - self._since > _SECONDS:
            self._look()

    def rows(
        self, replies: Mapping[str, Reply], before: Sequence[dict[str, Any]] = ()
    ) -> tuple[list[int], list[dict[str, Any]], list[Verdict]]:
        """Places of the jobs that were answered, their rows, and what all gates say of them.

        Args:
            replies: by the keys of requests; those that came before, too.
            before: rows that these must not repeat.
        """
        for key, reply in replies.items():
            self._take(key, reply)
        self._look()
        places = sorted(self._rows)
        verdicts = [self._verdicts[place] for place in places]
        left = [number for number, verdict in enumerate(verdicts) if verdict is None]
        found = pass_gates(self._together, [*before, *(self._rows[places[number]] for number in left)])[len(before) :]
        for number, verdict in zip(left, found, strict=True):
            verdicts[number] = verdict
        return places, [self._rows[place] for place in places], verdicts

    def _take(self, key: str, reply: Reply) -> None:
        for place in self._places[key]:
            if place not in self._rows:
                self._waiting[place] = self._jobs[place].row(reply, self._model)

    def _look(self) -> None:
        verdicts = pass_gates(self._alone, list(self._waiting.values()))
        self._verdicts.update(zip(self._waiting, verdicts, strict=True))
        self._rows.update(self._waiting)
        self.accepted += verdicts.count(None)
        self._waiting.clear()
        self._since = time.monotonic()
