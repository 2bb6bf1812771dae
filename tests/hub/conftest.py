"""A result to push, and a Hub to push it to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub_client import READER, TOKEN
from tests.hub_server import HubServer
from tests.results import small_result


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubServer]:
    with HubServer(tmp_path / "hub", {TOKEN: ("org",), READER: ()}) as server:
        yield server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_result().save(tmp_path / "result")
