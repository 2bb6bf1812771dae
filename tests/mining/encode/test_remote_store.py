"""The store on S3, by a real client against a real server on loopback."""

import uuid
from collections.abc import Iterator

import pytest

from cmining_distilabel import MiningConfig, mine
from cmining_distilabel.errors import UserError
from tests.corpus import documents
from tests.encoding import FourLanguages

KNOBS = {"max_per_template": 0, "num_clusters": 12, "stability": 2}


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server_module = pytest.importorskip("moto.server")
    s3fs = pytest.importorskip("s3fs")
    server = server_module.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "none")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    s3fs.S3FileSystem.clear_instance_cache()
    name = f"vectors-{uuid.uuid4().hex}"  # the servers of one process share their buckets
    s3fs.S3FileSystem().mkdir(name)
    yield f"s3://{name}/store"
    server.stop()


@pytest.mark.full
def test_mining_with_a_store_on_s3_goes_on_where_it_was(bucket: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
    some = mine(documents(25)[:40], MiningConfig(store=bucket, **KNOBS), encoder=FourLanguages())
    whole = mine(documents(25), MiningConfig(store=bucket, **KNOBS), encoder=FourLanguages())
    assert some.cost is not None
    assert whole.cost is not None
    spent = whole.cost["mine"]
    assert 0 < spent["encoded"] < len(documents(25))  # the first run's vectors were read back from S3
    again = mine(documents(25), MiningConfig(store=bucket, **KNOBS), encoder=FourLanguages())
    assert again.cost is not None
    assert again.cost["mine"]["encoded"] == 0
    local = mine(documents(25), MiningConfig(store=str(tmp_path / "store"), **KNOBS), encoder=FourLanguages())
    assert again.points.equals(whole.points)
    assert again.points.equals(local.points)


@pytest.mark.full
def test_a_shard_that_is_gone_from_s3_is_said_in_one_line(bucket: str) -> None:
    import s3fs

    from cmining_distilabel.mining.encode.embed import embed_texts
    from cmining_distilabel.mining.encode.store import Vectors

    config = MiningConfig(store=bucket)
    found = embed_texts(["rain", "a feast"], config, encoder=FourLanguages(), quiet=True)
    s3fs.S3FileSystem().rm(found.vectors.paths[0])
    with pytest.raises(UserError, match=r"the vector shard s3://vectors-.* is gone; run again"):
        Vectors.open(found.vectors.paths, [0, 0], [0, 1])[:]
