"""The noise filter over several processes, each with languages of its own: what it answers is the same."""

import heapq
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

from cmining_distilabel.config import NoiseConfig
from cmining_distilabel.mining.noise import NoiseFilter, tell_no_entity_match
from cmining_distilabel.mining.noise.worker import COLUMNS
from cmining_distilabel.mining.read.pick import names, pick, runs
from cmining_distilabel.mining.reasons import Reasons
from cmining_distilabel.processes import Failed, Killed, WorkerProcess
from cmining_distilabel.progress import bar

_BLOCK = 5_000  # rows in Python's hands at a time, in each process; fewer where they are long
_WORTH_PROCESSES = 20_000  # rows; fewer are done while processes would start

Rows = NDArray[np.int64]
Ask = Callable[[pa.Table], list[str | None]]


def noise_reasons(
    table: pa.Table,
    rows: Rows,
    config: NoiseConfig,
    *,
    processes: int = 1,
    advance: Callable[[int], object] = lambda rows: None,
) -> Reasons:
    """Reasons against some rows of a document table, in their order; of duplicates the first is kept.

    No filter compares texts of different languages, so that languages can be dealt out to processes.

    Args:
        table: with the columns `title`, `text` and `language`.
        rows: which, ascending.
        config: the knobs of the filters.
        processes: at most; one a language is of use.
        advance: told of rows that are done.

    Returns:
        A reason for each, or None.

    Raises:
        UserError: a filter cannot be used.
        Failed: a process failed or was killed.
    """
    columns = table.select(COLUMNS)
    reasons = Reasons(len(rows))

    def do(places: Rows, ask: Ask) -> None:
        for some in runs(columns["text"], rows[places], _BLOCK):
            some = np.searchsorted(rows, some)
            reasons[some] = ask(pick(columns, rows[some]))
            advance(len(some))

    languages = names(table["language"], rows).codes
    parts = deal(languages, processes if len(rows) >= _WORTH_PROCESSES else 1)
    if len(parts) <= 1:
        found = NoiseFilter(config)
        do(np.arange(len(rows)), lambda block: found.reasons(block.to_pylist()))
        return reasons
    workers = [
        WorkerProcess("cmining_distilabel.mining.noise.worker", config.model_dump_json(), threads=1)
        for _ in range(len(parts))
    ]
    try:
        with ThreadPoolExecutor(len(parts)) as threads:  # a thread does nothing but wait for its process
            try:
                pairs = zip(parts, workers, strict=True)
                running = [threads.submit(do, places, _by(worker)) for places, worker in pairs]
                for done in wait(running, return_when=FIRST_EXCEPTION).done:
                    done.result()
            finally:
                for worker in workers:
                    worker.kill()
    finally:
        for worker in workers:
            worker.close()
    return reasons


def deal(languages: ArrayLike, hands: int) -> list[Rows]:
    """Places of the rows that each of at most `hands` processes takes: whole languages, as even as they come."""
    codes = np.asarray(languages)
    counts = np.bincount(codes) if len(codes) else np.zeros(0, np.int64)
    loads = [(0, hand) for hand in range(min(hands, int((counts > 0).sum())))]
    owner = np.zeros(len(counts), np.int64)
    for language in np.argsort(-counts, kind="stable")[: int((counts > 0).sum())]:
        load, hand = heapq.heappop(loads)
        owner[language] = hand
        heapq.heappush(loads, (load + int(counts[language]), hand))
    return [np.flatnonzero(owner[codes] == hand) for hand in range(len(loads))]


def _by(worker: WorkerProcess) -> Ask:
    def ask(block: pa.Table) -> list[str | None]:
        try:
            header, _ = worker.ask(list(zip(*(block[name].to_pylist() for name in COLUMNS), strict=True)))
        except Killed as error:
            raise Failed(
                f"a process of the noise filter was ended by {error}; the system sends SIGKILL when memory runs out"
            ) from None
        return list(header["reasons"])

    return ask


def filter_noise(table: pa.Table, config: NoiseConfig, *, processes: int = 1, quiet: bool = True) -> Reasons:
    """Why each row of a document table is left out before encoding, or None. Rows refused at reading keep theirs."""
    tell_no_entity_match(config)
    reason = Reasons.of(table["reason"])
    rows = reason.passed()
    with bar("Noise filter", len(rows), quiet=quiet) as advance:
        reason[rows] = noise_reasons(table, rows, config, processes=processes, advance=advance)
    return reason
