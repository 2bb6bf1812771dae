import json
import os
import resource
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmining_distilabel.errors import UserError
from cmining_distilabel.files import whole_file
from cmining_distilabel.mining.arrays.rows import unit_rows
from cmining_distilabel.mining.encode.shards import shard_bytes
from cmining_distilabel.mining.encode.store import Vectors, VectorStore, default_store, text_keys

ENCODER = "tiny@1"


def _rows(count: int, seed: int = 0, dimension: int = 8) -> np.ndarray:
    return unit_rows(np.random.default_rng(seed).normal(size=(count, dimension)))


def _filled(path: Path | str, sizes: tuple[int, ...] = (5, 3, 9)) -> tuple[VectorStore, np.ndarray, np.ndarray]:
    store = VectorStore(str(path), ENCODER)
    keys = text_keys(ENCODER, (f"text {number}" for number in range(sum(sizes))))
    rows = _rows(sum(sizes))
    start = 0
    for size in sizes:
        store.write(keys[start : start + size], rows[start : start + size])
        start += size
    return store, keys, rows


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> tuple[Vectors, np.ndarray]:
    store, keys, rows = _filled(tmp_path_factory.mktemp("store"), tuple([7] * 40))  # more shards than are kept open
    return store.vectors(keys), rows


def _shards(path: Path) -> list[Path]:
    return sorted(path.glob("*.arrow"))


@given(
    index=st.one_of(
        st.integers(-280, 279),
        st.slices(280),
        st.lists(st.integers(-280, 279), max_size=400).map(lambda found: np.array(found, dtype=np.int64)),
        st.lists(st.booleans(), min_size=280, max_size=280).map(np.array),
    )
)
def test_a_block_is_what_a_plain_array_gives(stored: tuple[Vectors, np.ndarray], index: object) -> None:
    vectors, rows = stored
    block = vectors[index]
    assert block.dtype == np.float32
    assert block.shape == rows[index].shape
    np.testing.assert_allclose(block, rows[index], atol=2e-3)
    if block.ndim == 2:
        np.testing.assert_allclose(np.linalg.norm(block, axis=1), 1, atol=1e-6)
        np.testing.assert_array_equal(np.asarray(vectors.select(index)), block)


def test_references_alone_open_the_same_vectors(stored: tuple[Vectors, np.ndarray]) -> None:
    vectors, _ = stored
    opened = Vectors.open(vectors.paths, list(vectors.shard_index), list(vectors.row_index))
    assert opened.shape == (280, 8)
    np.testing.assert_array_equal(np.asarray(opened), vectors[:])
    with pytest.raises(IndexError):
        vectors[280]


@pytest.mark.parametrize("kind", ["local", "memory"])
def test_a_store_gives_back_what_was_written(kind: str, tmp_path: Path) -> None:
    path = str(tmp_path / "deep" / "store") if kind == "local" else f"memory://{tmp_path.name}/store"
    _, keys, rows = _filled(path)
    again = VectorStore(path, ENCODER)
    order = np.random.default_rng(1).permutation(np.r_[np.arange(17), 3, 3, 0])
    np.testing.assert_allclose(again.vectors(keys[order])[:], rows[order], atol=2e-3)
    with pytest.raises(KeyError, match="1 of 2"):
        again.vectors(np.r_[keys[:1], text_keys(ENCODER, ["never seen"])])


def test_keys_tell_texts_and_encoders_apart() -> None:
    keys = np.r_[text_keys("a", ["x", "y", "x"]), text_keys("b", ["x"])]
    assert len(np.unique(keys)) == 3
    assert keys[0] == keys[2]


def test_a_store_of_another_encoder_is_refused(tmp_path: Path) -> None:
    _filled(tmp_path)
    for repair in (False, True):  # a repair must never empty somebody's store
        with pytest.raises(UserError, match=r"tiny@1.*other@2") as caught:
            VectorStore(str(tmp_path), "other@2", repair=repair)
        assert str(tmp_path) in str(caught.value)
    assert len(_shards(tmp_path)) == 3


def test_a_stray_shard_of_another_encoder_is_named(tmp_path: Path) -> None:
    _, keys, _ = _filled(tmp_path / "mine")
    other = VectorStore(str(tmp_path / "theirs"), "other@2")
    other.write(keys, _rows(17, seed=5))
    stray = _shards(tmp_path / "theirs")[0].rename(tmp_path / "mine" / "stray.arrow")
    with pytest.raises(UserError, match=r"stray.arrow.*other@2.*tiny@1"):
        VectorStore(str(tmp_path / "mine"), ENCODER).vectors(keys)
    VectorStore(str(tmp_path / "mine"), ENCODER, repair=True).vectors(keys)
    assert not stray.exists()


def _truncate(shard: Path) -> None:
    with shard.open("r+b") as file:
        file.truncate(shard.stat().st_size // 2)


def _empty(shard: Path) -> None:
    shard.write_bytes(b"")


def _flip_a_bit_of_a_vector(shard: Path) -> None:
    data = bytearray(shard.read_bytes())
    position = data.find(_rows(17)[5:6].astype(np.float16).tobytes())
    data[position + 3] ^= 1
    shard.write_bytes(data)


@pytest.mark.parametrize("damage", [_truncate, _empty, _flip_a_bit_of_a_vector])
def test_a_damaged_shard_is_named_and_repair_sets_it_aside(damage: object, tmp_path: Path) -> None:
    _, keys, _ = _filled(tmp_path)
    shard = _shards(tmp_path)[1]
    damage(shard)
    unique = np.sort(keys)
    with pytest.raises(UserError, match="repair_store=True") as caught:
        VectorStore(str(tmp_path), ENCODER).locate(unique)
    assert str(shard) in str(caught.value)
    assert "\n" not in str(caught.value)
    found, _ = VectorStore(str(tmp_path), ENCODER, repair=True).locate(unique)
    assert int((found < 0).sum()) == 3  # the rows of the middle shard, and no others
    assert shard.with_name(f"{shard.name}.corrupt").exists()
    assert len(_shards(tmp_path)) == 2


def test_an_arrow_file_that_is_no_shard_is_named(tmp_path: Path) -> None:
    _, keys, _ = _filled(tmp_path)
    table = pa.table({"a": [1, 2]})
    with pa.OSFile(str(tmp_path / "foreign.arrow"), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)
    with pytest.raises(UserError, match=r"foreign\.arrow.*no shard of vectors"):
        VectorStore(str(tmp_path), ENCODER).vectors(keys)


def _with_keys_of_text(shard: Path) -> None:
    _rewrite(shard, lambda table: table.set_column(0, "key", pa.array(["k"] * len(table))))


def _with_lists_of_any_length(shard: Path) -> None:
    _rewrite(shard, lambda table: table.set_column(1, "vector", pa.array([[1.0]] * len(table))))


def _without_some_keys(shard: Path) -> None:
    _rewrite(shard, lambda table: table.set_column(0, "key", pa.nulls(len(table), pa.binary(16))))


def _of_another_dimension(shard: Path) -> None:
    keys = np.frombuffer(b"another text key" * 3, dtype="S16")
    shard.write_bytes(shard_bytes(ENCODER, keys, np.ones((3, 5), np.float16)))


def _a_pipe(shard: Path) -> None:
    shard.unlink()
    os.mkfifo(shard)


def _rewrite(shard: Path, change: Callable[[pa.Table], pa.Table]) -> None:
    with pa.ipc.open_file(shard) as reader:
        table = reader.read_all()
    changed = change(table).replace_schema_metadata(table.schema.metadata).combine_chunks()
    with pa.ipc.new_file(shard, changed.schema) as writer:
        writer.write_table(changed)


@pytest.mark.parametrize(
    "strange", [_with_keys_of_text, _with_lists_of_any_length, _without_some_keys, _of_another_dimension, _a_pipe]
)
def test_a_shard_of_another_shape_is_named_and_repair_sets_it_aside(
    strange: Callable[[Path], None], tmp_path: Path
) -> None:
    _, keys, _ = _filled(tmp_path)
    strange(_shards(tmp_path)[0])
    with pytest.raises(UserError, match="repair_store=True") as caught:
        VectorStore(str(tmp_path), ENCODER).locate(np.sort(keys))
    assert str(_shards(tmp_path)[0]) in str(caught.value)
    found, _ = VectorStore(str(tmp_path), ENCODER, repair=True).locate(np.sort(keys))
    assert 0 < (found < 0).sum() < len(keys)


def test_a_shard_that_there_is_no_memory_for_is_not_called_damaged(tmp_path: Path) -> None:
    store = _filled(tmp_path)[0]
    shard = str(_shards(tmp_path)[0])
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
    try:
        with pytest.raises(UserError, match="Too many open files") as caught:
            store._read(shard)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert "repair" not in str(caught.value)


def test_a_manifest_that_is_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "manifest.json")
    with pytest.raises(UserError, match="is no manifest"):
        VectorStore(str(tmp_path), ENCODER)


def test_a_shard_deleted_later_is_named(tmp_path: Path) -> None:
    store, keys, _ = _filled(tmp_path)
    vectors = store.vectors(keys)
    gone = Path(vectors.paths[-1])
    gone.unlink()
    with pytest.raises(UserError, match="is gone") as caught:
        vectors[:]
    assert str(gone) in str(caught.value)


def test_a_broken_manifest_is_named_and_repaired(tmp_path: Path) -> None:
    _, keys, rows = _filled(tmp_path)
    (tmp_path / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(UserError, match=r"manifest\.json.*repair_store=True"):
        VectorStore(str(tmp_path), ENCODER)
    store = VectorStore(str(tmp_path), ENCODER, repair=True)
    store.write(text_keys(ENCODER, ["one more"]), _rows(1))
    np.testing.assert_allclose(store.vectors(keys)[:], rows, atol=2e-3)
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest == {"format": 1, "encoder": ENCODER, "dimension": 8, "dtype": "float16"}


def test_another_format_another_dimension_and_a_file_are_refused(tmp_path: Path) -> None:
    store, _, _ = _filled(tmp_path / "store")
    with pytest.raises(UserError, match=r"4 dimensions.*have 8"):
        store.write(text_keys(ENCODER, ["x"]), _rows(1, dimension=4))
    manifest = tmp_path / "store" / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"format": 1', '"format": 9'), encoding="utf-8")
    with pytest.raises(UserError, match="format 9"):
        VectorStore(str(tmp_path / "store"), ENCODER)
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(UserError, match="cannot be opened"):
        VectorStore(str(tmp_path / "file"), ENCODER)
    with pytest.raises(UserError, match="nosuch"):
        VectorStore("nosuch://bucket/x", ENCODER)


def test_no_space_left_names_the_folder_and_keeps_what_was_finished(tmp_path: Path) -> None:
    store, keys, rows = _filled(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, hard))  # the write itself fails, as on a full disk
    try:
        with pytest.raises(UserError, match=r"no space left.*kept") as caught:
            store.write(text_keys(ENCODER, map(str, range(9000))), _rows(9000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert str(tmp_path) in str(caught.value)
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".arrow", ".arrow", ".arrow", ".json"]
    np.testing.assert_allclose(VectorStore(str(tmp_path), ENCODER).vectors(keys)[:], rows, atol=2e-3)


def test_what_a_killed_writer_left_is_removed_and_what_another_writes_stays(tmp_path: Path) -> None:
    _, keys, rows = _filled(tmp_path)
    left = tmp_path / ".0123.arrow-0123abcd-0123456789ab.partial"
    left.write_bytes(b"half a shard")
    with whole_file(tmp_path / "another.arrow") as writing:
        np.testing.assert_allclose(VectorStore(str(tmp_path), ENCODER).vectors(keys)[:], rows, atol=2e-3)
        assert writing.exists()
        assert not left.exists()


def test_the_default_folder_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CMINING_CACHE", str(tmp_path / "own"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    first, second = default_store("org/name@1 prompt='a'"), default_store("org/name@1 prompt='b'")
    assert Path(first).parent == tmp_path / "own" / "vectors"
    assert Path(first).name.startswith("org-name-1-prompt-a")
    assert first != second
    monkeypatch.delenv("CMINING_CACHE")
    assert Path(default_store("x")).parent == tmp_path / "xdg" / "cmining" / "vectors"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Path(default_store("x")).parent == tmp_path / ".cache" / "cmining" / "vectors"
