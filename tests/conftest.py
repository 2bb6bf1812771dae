from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def session_store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store of vectors that tests share, so that the built-in text is encoded once."""
    return str(tmp_path_factory.mktemp("session-store"))
