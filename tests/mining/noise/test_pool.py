"""The noise filter over processes."""

import os
import signal
import threading
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmining_distilabel.config import NoiseConfig
from cmining_distilabel.errors import UserError
from cmining_distilabel.mining.noise import pool
from cmining_distilabel.mining.noise.pool import deal, noise_reasons

PLACES = ("Oakby", "Elmby", "Ashby", "Thornby", "Wheatley", "Barford", "Norton")


def corpus() -> pa.Table:
    """Stubs of one template in three languages, some of them twice, one in a language that its row does not say."""
    rows = []
    for number in range(120):
        name = f"{PLACES[number % len(PLACES)]} {'abcdefghij'[number % 10]}"
        texts = {
            "en": f"{name} is a village in the north of the county, with {number % 35} inhabitants and an old mill.",
            "fr": f"{name} est un village du nord du comté, avec {number % 35} habitants et un vieux moulin à eau.",
            "de": f"{name} ist ein Dorf im Norden der Grafschaft, mit {number % 35} Einwohnern und einer Mühle.",
        }
        rows += [{"title": name, "text": text, "language": code} for code, text in texts.items()]
    rows.append({"title": "Feast", "text": texts["fr"] + " On y danse tous les ans au mois de mai.", "language": "en"})
    return pa.Table.from_pylist(rows)


def test_processes_answer_as_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    table = corpus()
    rows = np.flatnonzero(np.arange(len(table)) % 11)
    alone = noise_reasons(table, rows, NoiseConfig())
    assert {"template", "duplicate", "wrong_language", None} <= set(alone[:])
    monkeypatch.setattr(pool, "_WORTH_PROCESSES", 1)
    monkeypatch.setattr(pool, "_BLOCK", 50)
    done: list[int] = []
    for processes in (2, 8):
        found = noise_reasons(table, rows, NoiseConfig(), processes=processes, advance=done.append)
        assert (found[:] == alone[:]).all()
    assert sum(done) == 2 * len(rows)


def test_a_users_mistake_comes_from_a_process_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_WORTH_PROCESSES", 1)
    config = NoiseConfig(ner="spacy", spacy_models="en=no_such_model,fr=no_such_model,de=no_such_model")
    with pytest.raises(UserError, match=r"no_such_model|extra 'ner'"):
        noise_reasons(corpus(), np.arange(300), config, processes=2)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds processes in /proc")
def test_a_process_that_is_killed_ends_the_run_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_WORTH_PROCESSES", 1)

    def kill_one() -> None:
        while True:
            for entry in Path("/proc").glob("[0-9]*"):
                try:
                    parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                    if parent == os.getpid() and b"noise.worker" in (entry / "cmdline").read_bytes():
                        os.kill(int(entry.name), signal.SIGKILL)
                        return
                except (FileNotFoundError, ProcessLookupError):
                    continue
            time.sleep(0.01)

    thread = threading.Thread(target=kill_one)
    thread.start()
    with pytest.raises(RuntimeError, match="noise filter was ended by SIGKILL"):
        noise_reasons(corpus(), np.arange(300), NoiseConfig(), processes=2)
    thread.join()


@given(languages=st.lists(st.integers(0, 6), max_size=60), hands=st.integers(1, 5))
def test_languages_are_dealt_whole_and_every_row_once(languages: list[int], hands: int) -> None:
    codes = np.array(languages, np.int64)
    parts = deal(codes, hands)
    assert len(parts) <= hands
    assert sorted(np.concatenate([*parts, np.empty(0, np.int64)]).tolist()) == list(range(len(codes)))
    owned = [set(codes[part]) for part in parts]
    assert all(owned)
    assert sum(map(len, owned)) == len(set(languages))
