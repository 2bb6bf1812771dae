"""Requests to an LLM: many at once, tried again when the server falters, each paid for once."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cmining_distilabel.errors import UserError
from cmining_distilabel.generation.answers import Answer, AnswerStore
from cmining_distilabel.generation.llms import ask, close_llm, is_async, ways_to_hold
from cmining_distilabel.generation.tokens import Price, count_tokens

_FATAL = {401: "the key is not accepted", 404: "no such model or address"}
_PASSING = {408, 409, 425, 429}  # and 5xx
_UNKNOWN = {400, 415, 422, 501}  # what servers answer to a field that they do not know
_FAILED_IN_A_ROW = 10
_FLUSH_SECONDS = 1.0


@dataclass(frozen=True)
class Request:
    """A prompt, the key that its answer is kept under, and the JSON schema that the model is held to, if any."""

    key: str
    prompt: str
    schema: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Limits:
    """How to ask.

    Attributes:
        concurrency: requests under way at a time; for a local model, prompts in a batch.
        retries: how often a request is sent again that failed in passing (408, 429, 5xx, timeout, lost connection).
        backoff: seconds before the first retry; they double each time, up to a minute, unless the server names them.
        timeout: seconds that a request may take; local models may take their time.
        price: of the tokens; None if unknown.
        budget: most US dollars, together with what the store's answers have cost; needs `price`.
    """

    concurrency: int = 16
    retries: int = 6
    backoff: float = 1.0
    timeout: float = 120.0
    price: Price | None = None
    budget: float | None = None


class Engine:
    """Sends requests that the store has no answer to, and keeps each answer at once.

    It has an event loop of its own, to which an LLM's connections are bound: leave it (`with`) when all is asked.

    Attributes:
        failed: keys of requests that were given up, and why.
        over_budget: whether requests were left out for want of budget.
        spent: US dollars that all answers in the store have cost; 0 where there is no price.
        held: which of the `ways_to_hold` a model to a schema the server knows; None before its first answer.
    """

    def __init__(self, llm: Any, store: AnswerStore, parameters: dict[str, Any], limits: Limits) -> None:
        self._llm, self._store, self._parameters, self._limits = llm, store, parameters, limits
        self.failed: dict[str, str] = {}
        self.over_budget = False
        self.spent = sum((self._cost(answer.input_tokens, answer.output_tokens) for answer in store), 0.0)
        self.held: int | None = None
        self._reserved = 0.0
        self._in_a_row = 0
        self._flushed = time.monotonic()
        self._loop = asyncio.new_event_loop()

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, *error: object) -> None:
        self._loop.run_until_complete(close_llm(self._llm))
        self._loop.close()

    def run(self, requests: Sequence[Request], on_answer: Callable[[Answer], None]) -> None:
        """Answer requests; `on_answer` is called with each new answer, in the order in which they come.

        Raises:
            UserError: the server refuses all requests, or ten in a row failed. What was answered is kept.
        """
        missing = list({request.key: request for request in requests if not self._store.get(request.key)}.values())
        task = self._loop.create_task(self._run(missing, on_answer))
        try:
            self._loop.run_until_complete(task)
        except KeyboardInterrupt:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                self._loop.run_until_complete(task)
            raise KeyboardInterrupt(
                f"stopped; {len(self._store)} answers are kept, the same command goes on from there"
            ) from None

    async def _run(self, requests: Sequence[Request], on_answer: Callable[[Answer], None]) -> None:
        many = is_async(self._llm)
        size = 1 if many else self._limits.concurrency
        batches = iter([requests[start : start + size] for start in range(0, len(requests), size)])

        async def work() -> None:
            # Workers share an iterator: nobody waits for the slowest of a batch.
            for batch in batches:
                reserved = sum(map(self._estimate, batch))
                budget = self._limits.budget
                if budget is not None and self.spent + self._reserved + reserved > budget:
                    self.over_budget = True
                    return
                self._reserved += reserved
                try:
                    await self._answer(batch, on_answer)
                finally:
                    self._reserved -= reserved

        workers = [asyncio.create_task(work()) for _ in range(self._limits.concurrency if many else 1)]
        try:
            await asyncio.gather(*workers)
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)

    async def _answer(self, batch: Sequence[Request], on_answer: Callable[[Answer], None]) -> None:
        try:
            answers = await self._ask(batch)
        except UserError:
            raise
        except Exception as error:
            self.failed.update({request.key: f"{type(error).__name__}: {_line(error)}" for request in batch})
            self._in_a_row += 1
            if self._in_a_row >= _FAILED_IN_A_ROW:
                raise UserError(
                    f"{self._in_a_row} requests in a row failed, the last with {type(error).__name__}: {_line(error)}. "
                    "What was answered is kept: run the same command again to go on"
                ) from error
            return
        self._in_a_row = 0
        for request, (text, input_tokens, output_tokens) in zip(batch, answers, strict=True):
            answer = Answer(request.key, text, input_tokens, output_tokens)
            self._store.add(answer)
            self.spent += self._cost(input_tokens, output_tokens)
            on_answer(answer)
        if time.monotonic() - self._flushed > _FLUSH_SECONDS:
            self._store.flush()
            self._flushed = time.monotonic()

    async def _ask(self, batch: Sequence[Request]) -> list[tuple[str | None, int, int]]:
        timeout = self._limits.timeout if is_async(self._llm) else None
        ways, way, attempt = ways_to_hold(self._llm, batch[0].schema), self.held or 0, 0
        prompts = [request.prompt for request in batch]
        while True:
            try:
                found = await asyncio.wait_for(ask(self._llm, prompts, {**self._parameters, **ways[way]}), timeout)
            except Exception as error:
                status = _status(error)
                if status in _FATAL:
                    raise UserError(f"the server answers {status}, {_FATAL[status]}: {_line(error)}") from error
                # Until an answer has shown which way the server knows; then it is the request that is bad.
                if self.held is None and way + 1 < len(ways) and _unknown(error, status):
                    way += 1
                    continue
                if attempt == self._limits.retries or not _passing(error, status):
                    raise
                await asyncio.sleep(_wait(error, attempt, self._limits.backoff))
                attempt += 1
            else:
                if len(ways) > 1 and self.held is None:
                    self.held = way
                return found

    def _cost(self, input_tokens: int, output_tokens: int) -> float:
        return self._limits.price.cost(input_tokens, output_tokens) if self._limits.price else 0.0

    def _estimate(self, request: Request) -> float:
        """Most that a request is likely to cost: an answer as long as it may be."""
        return self._cost(count_tokens(request.prompt), int(self._parameters.get("max_new_tokens", 0)))


def _status(error: BaseException) -> int | None:
    """HTTP status of an error, in the ways of openai, httpx, requests and huggingface_hub."""
    response = getattr(error, "response", None)
    for holder in (error, response):
        for name in ("status_code", "status", "code"):
            value = getattr(holder, name, None)
            if isinstance(value, int):
                return value
    return None


def _unknown(error: BaseException, status: int | None) -> bool:
    """Whether a server may not know how it was asked to hold the model to a schema."""
    return status in _UNKNOWN or (status is not None and status >= 500 and "response_format" in str(error))


def _passing(error: BaseException, status: int | None) -> bool:
    if status is not None:
        return status in _PASSING or status >= 500
    # Libraries have classes of their own for these, all with a telling name.
    names = " ".join(kind.__name__ for kind in type(error).__mro__)
    return any(word in names for word in ("Timeout", "Connection", "Transport", "Protocol", "Disconnected"))


def _wait(error: BaseException, attempt: int, backoff: float) -> float:
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return min(60.0, float(headers.get("retry-after", "")))
    except ValueError:  # none, or a date
        # Jitter, so that requests that were refused together do not come back together.
        return min(60.0, backoff * 2.0**attempt) * random.uniform(0.5, 1.0)


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())[:200].rstrip(".")
