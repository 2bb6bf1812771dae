"""croissant.json: mlcroissant validates it, reads every table by it, and finds a file that was changed."""

import hashlib
import json
from pathlib import Path

import mlcroissant
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cmining_distilabel.generation.jobs import INSTRUCTIONS
from cmining_distilabel.hub.cards import write_card
from tests.hub_client import READER, REPO, TOKEN, files, push
from tests.hub_server import HubServer
from tests.results import seed, small_result

HOSTILE = "</script>\x1b[2J@id \u202e" + "x" * 1000


@pytest.fixture
def folder(tmp_path) -> Path:
    """A result with instructions, one of them a comparison."""
    folder = small_result().save(tmp_path / "result")
    rows = [
        {
            "id": f"en-1-{number}",
            "messages": [{"role": "user", "content": "Why?"}, {"role": "assistant", "content": "So."}],
            "seed_id": "en-1",
            "other_seed_id": other,
            "model": "org/writer",
            "licenses": ["CC BY-SA 4.0"],
        }
        for number, other in enumerate((None, "ja-2"))
    ]
    pq.write_table(pa.Table.from_pylist(rows, schema=INSTRUCTIONS), folder / "instructions.parquet")
    (folder / "generate.json").write_text(json.dumps({"model": "org/writer", "config": {"tasks": ["grounded_qa"]}}))
    write_card(folder)
    return folder


def read(folder: Path) -> dict:
    return json.loads((folder / "croissant.json").read_text(encoding="utf-8"))


def by_id(nodes: list[dict]) -> dict[str, dict]:
    return {node["@id"]: node for node in nodes}


def annotations(records: dict) -> dict[str, tuple[str, str | None]]:
    """Of each column that says where a row comes from: the relation, and the column that it names."""
    return {
        node["@id"].rpartition("/")[2]: (
            node["equivalentProperty"],
            node.get("references", {}).get("field", {}).get("@id"),
        )
        for node in records["annotation"]
    }


def test_mlcroissant_validates_it_and_reads_every_row(folder):
    data = mlcroissant.Dataset(folder / "croissant.json")
    assert str(data.metadata.ctx.conforms_to.value) == "http://mlcommons.org/croissant/1.1"
    assert not data.metadata.ctx.issues.errors
    for name in ("points", "seeds", "documents", "instructions"):
        rows = list(data.records(name))
        table = pq.read_table(folder / f"{name}.parquet")
        assert len(rows) == len(table)
        assert {f"{name}/{column}" for column in table.column_names} == set(rows[0]), "every column is a field"
    assert rows[0]["instructions/messages"][1] == {
        "instructions/messages/role": b"assistant",
        "instructions/messages/content": b"So.",
    }


def test_lineage_leads_from_an_instruction_to_a_document(folder):
    found = read(folder)
    records = by_id(found["recordSet"])
    written = records["instructions"]
    assert annotations(written)["seed_id"] == ("prov:wasDerivedFrom", "seeds/id")
    assert annotations(written)["other_seed_id"] == ("prov:wasDerivedFrom", "seeds/id")
    assert annotations(written)["model"] == ("prov:wasAttributedTo", None)
    assert written["prov:wasGeneratedBy"]["prov:wasAssociatedWith"][0]["prov:label"] == "org/writer"
    assert "cmining generate" in written["prov:wasGeneratedBy"]["prov:label"]
    assert annotations(records["seeds"])["id"] == ("prov:wasDerivedFrom", "documents/id")
    assert annotations(records["seeds"])["url"] == ("prov:hadPrimarySource", None)
    assert records["seeds"]["prov:wasDerivedFrom"] == {"@id": "documents"}
    assert found["prov:wasGeneratedBy"]["prov:label"].startswith("cmining mine")
    assert [source["prov:label"] for source in found["prov:wasDerivedFrom"]] == ["en.wikipedia.org", "ja.wikipedia.org"]
    assert found["license"] == ["https://creativecommons.org/licenses/by-sa/4.0/"]


def test_a_changed_table_is_found_by_its_checksum(folder):
    listed = by_id(read(folder)["distribution"])
    path = folder / "seeds.parquet"
    assert listed["seeds.parquet"]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    before = (folder / "croissant.json").read_bytes()
    write_card(folder)
    assert (folder / "croissant.json").read_bytes() == before, "the same folder, the same file"


def test_every_licence_is_told_and_a_missing_one_too(tmp_path):
    rows = [
        seed("en", place, "A", license=text) for place, text in enumerate(("CC0", "Apache-2.0", "house rules", None))
    ]
    folder = small_result(rows).save(tmp_path / "result")
    licenses = read(folder)["license"]
    assert "https://creativecommons.org/publicdomain/zero/1.0/" in licenses
    names = {license["name"] for license in licenses if isinstance(license, dict)}
    assert names == {"apache-2.0", "house rules", "unknown: rows without a licence"}
    mlcroissant.Dataset(folder / "croissant.json")


def test_text_of_rows_stays_text(tmp_path):
    rows = [seed("en", 1, HOSTILE, source=HOSTILE, license=HOSTILE, url="javascript:alert(1)")]
    folder = small_result(rows).save(tmp_path / "a b</script>\u202e")
    text = (folder / "croissant.json").read_text(encoding="utf-8")
    assert not {"\x1b", "\u202e"} & set(text)
    assert "x" * 300 not in text
    assert not mlcroissant.Dataset(folder / "croissant.json").metadata.ctx.issues.errors


def test_a_push_publishes_it_with_addresses_owner_and_date(tmp_path, folder):
    with HubServer(tmp_path / "hub", {TOKEN: ("org",), READER: ()}) as hub:
        push(hub, folder)
        first = json.loads(files(hub)["croissant.json"])
        assert first["url"] == f"{hub.url}/datasets/{REPO}"
        assert first["creator"]["name"] == "org"
        listed = by_id(first["distribution"])
        assert listed["seeds.parquet"]["contentUrl"] == f"{hub.url}/datasets/{REPO}/resolve/main/seeds.parquet"
        for name, node in listed.items():
            assert node["sha256"] == hashlib.sha256(files(hub)[name]).hexdigest()
        mlcroissant.Dataset(first)
        published = {**first, "datePublished": "2020-02-02"}
        (hub.root / REPO / "croissant.json").write_text(json.dumps(published))
        push(hub, folder, documents=False)
        second = json.loads(files(hub)["croissant.json"])
    assert second["datePublished"] == "2020-02-02", "the day on which it was published first"
    assert "documents" not in by_id(second["recordSet"])
    assert annotations(by_id(second["recordSet"])["seeds"])["id"] == ("prov:wasDerivedFrom", None)
    mlcroissant.Dataset(second)
