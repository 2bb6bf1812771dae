"""Requests to an LLM: many at once, tried again when the server falters, each paid for once."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from cmining_distilabel.cost.meter import count_tokens
from cmining_distilabel.errors import Failure
from cmining_distilabel.generation.budget import Budget
from cmining_distilabel.generation.config import Limits
from cmining_distilabel.generation.llms import ask, close_llm, is_async, ways_to_hold
from cmining_distilabel.generation.reply import Reply
from cmining_distilabel.generation.reply_store import ReplyStore
from cmining_distilabel.generation.request import Request
from cmining_distilabel.generation.server_errors import (
    FATAL,
    address_of,
    may_be_the_schema,
    passes,
    seconds_to_wait,
    status_of,
    told,
)

_FAILED_IN_A_ROW = 10
_FLUSH_SECONDS = 1.0


class Engine:
    """Sends requests that the store has no reply to, and keeps each reply at once.

    It has an event loop of its own, to which an LLM's connections are bound: leave it (`with`) when all is asked.

    Attributes:
        failed: keys of requests that were given up, and why.
        budget: of all engines together; one of its own by default.
        held: which of the `ways_to_hold` a model to a schema the server knows; None before its first answer.
    """

    def __init__(
        self, llm: Any, store: ReplyStore, parameters: dict[str, Any], limits: Limits, budget: Budget | None = None
    ) -> None:
        self._llm, self._store, self._parameters, self._limits = llm, store, parameters, limits
        self.budget = budget or Budget(limits, store)
        self._model = str(llm.model_name)
        self.failed: dict[str, str] = {}
        self.held: int | None = None
        self._in_a_row = 0
        self._flushed = time.monotonic()
        self._loop = asyncio.new_event_loop()

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *error: object) -> None:
        self._loop.run_until_complete(close_llm(self._llm))
        self._loop.close()

    def run(self, requests: Sequence[Request], on_reply: Callable[[str, Reply], None]) -> None:
        """Send requests; `on_reply` is called with the key of each and its reply, in the order in which they come.

        Raises:
            Failure: the server refuses all requests, or ten in a row failed. What was answered is kept.
            KeyboardInterrupt: with a message that says what is kept.
        """
        missing = list({request.key: request for request in requests if not self._store.get(request.key)}.values())
        task = self._loop.create_task(self._run(missing, on_reply))
        try:
            self._loop.run_until_complete(task)
        except KeyboardInterrupt:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                self._loop.run_until_complete(task)
            raise KeyboardInterrupt(
                f"stopped; {len(self._store)} answers are kept, the same command goes on from there"
            ) from None

    async def _run(self, requests: Sequence[Request], on_reply: Callable[[str, Reply], None]) -> None:
        many = is_async(self._llm)
        size = 1 if many else self._limits.concurrency
        batches = iter([requests[start : start + size] for start in range(0, len(requests), size)])

        async def work() -> None:
            # Workers share an iterator: nobody waits for the slowest of a batch.
            for batch in batches:
                with self.budget.reserve(sum(map(self._estimate, batch))) as enough:
                    if not enough:
                        return
                    await self._answer(batch, on_reply)

        workers = [asyncio.create_task(work()) for _ in range(self._limits.concurrency if many else 1)]
        try:
            await asyncio.gather(*workers)
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)

    async def _answer(self, batch: Sequence[Request], on_reply: Callable[[str, Reply], None]) -> None:
        try:
            replies = await self._ask(batch)
        except Failure:
            raise
        except Exception as error:  # noqa: BLE001 - libraries raise what they like; the request is counted as failed
            line = told(error, address_of(self._llm))
            self.failed.update({request.key: line for request in batch})
            self._in_a_row += 1
            if self._in_a_row >= _FAILED_IN_A_ROW:
                raise Failure(
                    f"{self._in_a_row} requests in a row failed; {line}. What was answered is kept: run the same "
                    "command again to go on"
                ) from None
            return
        self._in_a_row = 0
        for request, reply in zip(batch, replies, strict=True):
            self._store.add(request.key, replace(reply, model=self._model))
            self.budget.spent += self.budget.cost(self._model, reply.input_tokens, reply.output_tokens)
            on_reply(request.key, reply)
        if time.monotonic() - self._flushed > _FLUSH_SECONDS:
            self._store.flush()
            self._flushed = time.monotonic()

    async def _ask(self, batch: Sequence[Request]) -> list[Reply]:
        timeout = self._limits.timeout if is_async(self._llm) else None
        ways, way, attempt = ways_to_hold(self._llm, batch[0].schema), self.held or 0, 0
        prompts = [request.prompt for request in batch]
        own, system = {**self._parameters, **batch[0].parameters}, batch[0].system
        while True:
            try:
                found = await asyncio.wait_for(ask(self._llm, prompts, {**own, **ways[way]}, system), timeout)
            except Exception as error:
                if status_of(error) in FATAL:
                    raise Failure(told(error, address_of(self._llm))) from None
                # Until a reply has shown which way the server knows; then it is the request that is bad.
                if self.held is None and way + 1 < len(ways) and may_be_the_schema(error):
                    way += 1
                    continue
                if attempt == self._limits.retries or not passes(error):
                    raise
                await asyncio.sleep(seconds_to_wait(error, attempt, self._limits.backoff))
                attempt += 1
            else:
                if len(ways) > 1 and self.held is None:
                    self.held = way
                return found

    def _estimate(self, request: Request) -> float:
        """Most that a request is likely to cost: an answer as long as it may be."""
        longest = {**self._parameters, **request.parameters}.get("max_new_tokens", 0)
        return self.budget.cost(self._model, count_tokens(request.system + request.prompt), int(longest))
