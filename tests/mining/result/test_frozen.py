"""Points keep their ids when documents come in: `freeze_clusters`."""

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cmining_distilabel import MiningConfig, MiningResult, mine
from cmining_distilabel.errors import UserError
from tests.corpus import documents
from tests.encoding import FourLanguages

KNOBS = {"max_per_template": 0, "num_clusters": 12, "stability": 2}


@pytest.fixture(scope="module")
def yesterday(session_store: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    result = mine(documents(25)[:-20], MiningConfig(store=session_store, **KNOBS), encoder=FourLanguages())
    return result.save(tmp_path_factory.mktemp("frozen") / "yesterday")


def run(session_store: str, folder: Path, **knobs: object) -> MiningResult:
    config = MiningConfig(store=session_store, freeze_clusters=str(folder), **{**KNOBS, **knobs})
    return mine(documents(25), config, encoder=FourLanguages())


def test_seeds_of_yesterday_are_in_the_points_of_yesterday(session_store: str, yesterday: Path) -> None:
    before, after = MiningResult.load(yesterday), run(session_store, yesterday)
    point_of = dict(zip(after.documents["id"].to_pylist(), after.documents["point_id"].to_pylist(), strict=True))
    old = list(zip(before.seeds["id"].to_pylist(), before.seeds["point_id"].to_pylist(), strict=True))
    assert old
    # More texts may tell whose a document is: then it moves to that owner's points, which come after yesterday's.
    assert sum(point_of[name] == point for name, point in old) > 0.9 * len(old)
    assert before.clusters is not None
    assert after.clusters is not None
    assert after.clusters.slice(0, len(before.clusters)).equals(before.clusters)


def test_what_made_the_clusters_must_be_the_same(session_store: str, yesterday: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="was made with the debias 'parallel', not 'none'"):
        run(session_store, yesterday, debias="none")
    with pytest.raises(UserError, match=r"freeze_clusters: .* is no result of cmining"):
        run(session_store, tmp_path)


def test_a_damaged_clusters_table_is_said_in_one_line(session_store: str, yesterday: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(yesterday, tmp_path / "copy")
    for table in (pa.table({"other": [1]}), pa.table({"cell": [0], "cluster": [0], "centroid": ["text"]})):
        pq.write_table(table, copy / "clusters.parquet")
        with pytest.raises(UserError, match=r"is no result of cmining with a readable clusters.parquet"):
            run(session_store, copy)


def test_one_new_document_in_a_hundred_is_all_that_is_encoded(tmp_path: Path) -> None:
    knobs = {**KNOBS, "store": str(tmp_path / "store"), "debias": "none", "anchors": "off"}
    first = mine(documents(25)[1:], MiningConfig(**knobs), encoder=FourLanguages())
    folder = first.save(tmp_path / "result")
    config = MiningConfig(**knobs, freeze_clusters=str(folder))
    second = mine(documents(25), config, encoder=FourLanguages())
    assert first.cost is not None
    assert second.cost is not None
    assert first.cost["mine"]["encoded"] >= 99
    assert second.cost["mine"]["encoded"] == 1
    assert set(second.points["point_id"].to_pylist()) >= set(first.points["point_id"].to_pylist())
