import os

# Before faiss and numpy are imported: on few cores that several tests share, threads that wait for one another cost
# ten times more than the small matrices of these tests gain from them.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import signal

import pytest
from hypothesis import settings

settings.register_profile("default", deadline=None)  # no test asserts times: other work may run on the machine
settings.load_profile("default")


@pytest.fixture(scope="session", autouse=True)
def _interrupts_arrive() -> None:
    """A shell that runs the tests in the background has them ignore Ctrl-C, and so would all that they start; nohup
    does the same for the end of a terminal."""
    for number, handler in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, handler)


@pytest.fixture(scope="session")
def session_store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store of vectors that tests share, those of other processes too, so that the built-in text is encoded once."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "session-store"
    folder.mkdir(exist_ok=True)
    return str(folder)
