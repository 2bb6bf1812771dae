"""Pushing to the Hub: the real clients against a server on loopback."""

import dataclasses
import json
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from cmining_distilabel.errors import UserError
from cmining_distilabel.hub.push import push as push_here
from cmining_distilabel.mining.result.command import mine_command
from cmining_distilabel.show.page import write_report
from tests.forked import HUB, run_script
from tests.hub_client import REPO, TOKEN, files, load, push, run
from tests.hub_server import HubServer
from tests.results import seed, seed_rows, small_result
from tests.show.page.made import mapped_result


def front_matter(hub: HubServer) -> dict:
    return yaml.safe_load(files(hub)["README.md"].decode().split("---\n")[1])


def write_instructions(folder: Path) -> None:
    rows = [{"messages": [{"role": "user", "content": "Why?"}], "task": "qa", "model": "m/x", "seed_id": "en-1"}]
    pq.write_table(pa.Table.from_pylist(rows), folder / "instructions.parquet")
    pq.write_table(pa.Table.from_pylist([{"task": "qa", "reason": "language"}]), folder / "rejected.parquet")


def test_pushed_and_loaded_back(hub, folder):
    write_instructions(folder)
    (folder / "model.npz").write_bytes(b"what `cmining score --like hub:org/name` reads")
    (folder / "pipeline.yaml").write_text("pipeline: {}\n", encoding="utf-8")
    assert push(hub, folder) == {"url": f"{hub.url}/datasets/{REPO}"}
    loaded = load(hub, "seeds", "points", "instructions", "rejected", "")
    assert [row["title"] for row in loaded["seeds"]] == [row["title"] for row in seed_rows()]
    assert loaded[""] == loaded["seeds"], "seeds are what the bare name loads"
    assert {row["point_id"] for row in loaded["points"]} == {"cp-en", "cp-ja"}
    assert loaded["instructions"][0]["messages"] == [{"role": "user", "content": "Why?"}]
    assert loaded["rejected"] == [{"task": "qa", "reason": "language"}]
    assert {"config.yaml", "versions.json", "funnel.json", "pipeline.yaml", "model.npz", "README.md"} <= set(files(hub))
    assert {f"{name}.parquet" for name in ("points", "seeds", "documents", "instructions")} <= set(files(hub))
    assert len(hub.commits) == 1
    assert "synthetic" in front_matter(hub)["tags"]


def test_no_secret_of_the_inputs_name_nor_the_token_is_pushed_or_on_the_page(hub, tmp_path):
    words = mine_command(["s3://key:s3cr3t-key@bucket/a.jsonl", "https://me:pa55word@host/b.jsonl?token=t0k3n-of-me"])
    result = dataclasses.replace(mapped_result(), command=words)
    folder = result.save(tmp_path / "result")
    write_report(folder)
    push(hub, folder)
    here = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    for name, content in {**here, **files(hub)}.items():
        for secret in (b"s3cr3t-key", b"pa55word", b"t0k3n-of-me", TOKEN.encode()):
            assert secret not in content, name


def test_second_push_makes_no_commit_and_a_changed_result_replaces_it(hub, folder, tmp_path):
    push(hub, folder)
    before = files(hub)
    assert "url" in push(hub, folder)
    assert (files(hub), len(hub.commits)) == (before, 1)
    small_result([seed("fr", 1, "Galette des rois")]).save(folder, overwrite=True)
    push(hub, folder)
    assert [row["title"] for row in load(hub, "seeds")["seeds"]] == ["Galette des rois"]
    assert front_matter(hub)["language"] == ["fr"]
    assert len(hub.commits) == 2


def test_what_the_repository_has_stays(hub, folder):
    """Other configs and files, tags, fields and text; only what has our names is replaced."""
    root = hub.root / REPO
    for name in ("seeds.parquet", "data/mine/train.parquet"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.table({"old": ["row"]}), root / name)
    (root / "notes.txt").write_text("mine", encoding="utf-8")
    card = """---
license: mit
tags: [folklore, culture]
pretty_name: Our seeds
annotations_creators: [found]
configs:
- {config_name: seeds, data_files: seeds.parquet}
- {config_name: mine, data_files: data/mine/*.parquet, default: true}
dataset_info:
- {config_name: seeds, features: [{name: old, dtype: string}]}
- {config_name: mine, features: [{name: old, dtype: string}]}
---
# Our seeds

Before.
"""
    (root / "README.md").write_text(card, encoding="utf-8")
    assert "url" in push(hub, folder)
    (root / "README.md").write_bytes((files(hub)["README.md"].decode() + "\nAfter, by the user.\n").encode())
    assert "url" in push(hub, folder)
    assert len(hub.commits) == 1, "text outside of our section is no reason for a commit"
    loaded = load(hub, "seeds", "mine", "")
    assert len(loaded["seeds"]) == 10
    assert loaded["mine"] == loaded[""] == [{"old": "row"}]
    fields = front_matter(hub)
    assert fields["tags"][:2] == ["folklore", "culture"]
    assert "arxiv:2604.15675" in fields["tags"]
    assert (fields["pretty_name"], fields["annotations_creators"]) == ("Our seeds", ["found"])
    assert fields["license"] == "other", "MIT for the user's config, CC BY-SA for ours"
    readme = files(hub)["README.md"].decode()
    assert readme.index("Before.") < readme.index("cmining:begin") < readme.index("After, by the user.")
    assert readme.count("cmining:begin") == 1
    assert "not described here: `mine`" in readme
    assert files(hub)["notes.txt"] == b"mine"


def test_private(hub, folder):
    assert "url" in push(hub, folder, private=True)
    assert hub.private == {REPO}
    assert "url" in push(hub, folder), "what is private stays private"
    assert hub.private == {REPO}
    push(hub, folder, "org/open")
    assert "exists and is public" in push(hub, folder, "org/open", private=True)["error"]


USE = """
import json, sys
from pathlib import Path
from typer.testing import CliRunner
from cmining_distilabel import MiningResult
from cmining_distilabel.cli.main import app
from cmining_distilabel.errors import UserError
repo, report = json.loads(sys.argv[1])
result = MiningResult.load(f"hub:{repo}")
said = []
for command in (["show", f"hub:{repo}"], ["report", f"hub:{repo}", "--out", report], ["show", "hub:org/nothing"]):
    done = CliRunner().invoke(app, command)
    said.append(str(done.exception) if isinstance(done.exception, UserError) else done.output)
print(json.dumps([repr(result), len(result.documents), said, Path(report).exists()]))
"""


def test_what_was_pushed_is_a_result_again(hub, folder, tmp_path):
    mapped_result().save(folder, overwrite=True)
    push(hub, folder)
    shown, documents, (points, report, nothing), written = run(hub, USE, REPO, str(tmp_path / "page.html"))
    assert shown.startswith("MiningResult: 2 Culture Points, 10 seeds")
    assert documents > 10
    assert "cp-ja" in points
    assert written, report
    assert "no result can be read from the Hub's data set org/nothing" in nothing


def test_some_of_it_is_pushed_and_documents_stay_at_home_when_asked(hub, folder):
    write_instructions(folder)
    command = "from cmining_distilabel.cli.main import main; main()"
    (folder / "model.npz").write_bytes(b"goes with the documents")
    arguments = ["push", str(folder), "--repo", REPO, "--language", "en", "--no-documents"]
    environment = {**hub.environment(hub.root / ".home"), "HF_TOKEN": TOKEN}
    done = run_script(command, *arguments, environment=environment, imported=HUB)
    assert done.returncode == 0, done.stderr
    loaded = load(hub, "seeds", "points", "instructions")
    assert {row["language"] for row in loaded["seeds"]} == {"en"}
    assert [row["point_id"] for row in loaded["points"]] == ["cp-en"]
    assert len(loaded["instructions"]) == 1
    assert not {"documents.parquet", "clusters.parquet", "model.npz"} & set(files(hub))
    assert "--language" not in files(hub)["README.md"].decode()


def test_words_of_its_owner_in_the_folders_card_are_pushed(hub, folder):
    card = folder / "README.md"
    assert "\n# result\n" in card.read_text(encoding="utf-8")
    card.write_text(card.read_text(encoding="utf-8") + "\nAsk Hana.\n", encoding="utf-8")
    push(hub, folder)
    readme = files(hub)["README.md"].decode()
    assert readme.endswith("\nAsk Hana.\n")
    assert "\n# seeds\n" in readme
    assert front_matter(hub)["pretty_name"] == "seeds"


def test_dry_run_asks_the_hub_nothing(folder):
    shown = push_here(folder, REPO, dry_run=True)
    assert f"{(folder / 'seeds.parquet').stat().st_size:,}  seeds.parquet" in shown
    assert "license: cc-by-sa-4.0" in shown
    assert "\n# seeds\n" in shown


@pytest.mark.parametrize(
    "repo", ["seeds", "org/seeds/more", "org/se eds", "org/a--b", "org/..", "https://hf.co/org/x", ""]
)
def test_bad_repository_ids(folder, repo):
    with pytest.raises(UserError, match="write namespace/name"):
        push_here(folder, repo, dry_run=True)


def test_folders_that_cannot_be_pushed(tmp_path):
    with pytest.raises(UserError, match="no result folder"):
        push_here(tmp_path, REPO)
    with pytest.raises(UserError, match="no Culture Points"):
        push_here(small_result([]).save(tmp_path / "empty"), REPO)
    damaged = small_result().save(tmp_path / "damaged")
    (damaged / "seeds.parquet").write_bytes(b"PAR1")
    with pytest.raises(UserError, match="is damaged"):
        push_here(damaged, REPO)
    (damaged / "seeds.parquet").unlink()
    with pytest.raises(UserError, match="is damaged"):
        push_here(damaged, REPO)


def test_a_card_that_cannot_be_read(hub, folder):
    (hub.root / REPO).mkdir(parents=True)
    (hub.root / REPO / "README.md").write_text("---\ntags: [\n---\n", encoding="utf-8")
    assert f"the front matter of the README.md of {REPO} is not valid YAML" in push(hub, folder)["error"]
    assert hub.commits == []


def test_places_on_the_machine_are_not_pushed(hub, tmp_path):
    encoder = tmp_path / "models" / "my-encoder"
    encoder.mkdir(parents=True)
    places = {"store": str(tmp_path / "store"), "encoder": str(encoder), "spacy_models": f"en={encoder}"}
    folder = small_result(**places).save(tmp_path / "result")
    push(hub, folder)
    published = files(hub)
    assert not [name for name, data in published.items() if str(tmp_path).encode() in data]
    config = yaml.safe_load(published["config.yaml"])
    assert (config["store"], config["encoder"]) == (None, "my-encoder")


def test_places_in_a_pipeline_and_a_report_are_not_pushed(hub, folder):
    write_instructions(folder)
    home = str(folder.parent)
    step = {"name": "load_corpus", "sources": [f"{home}/corpus.jsonl", f"ja={home}/ja.jsonl"], "store": home}
    (folder / "pipeline.yaml").write_text(yaml.safe_dump({"pipeline": {"steps": [{"step": step}]}}), encoding="utf-8")
    failures = [["APIConnectionError: http://10.1.2.3:8000/v1 is gone", 1]]
    report = {"model": "m", "failures": failures, "config": {"gates": {"benchmarks": [f"{home}/bench.jsonl"]}}}
    (folder / "generate.json").write_text(json.dumps(report), encoding="utf-8")
    assert "url" in push(hub, folder)
    published = files(hub)
    assert not [name for name, data in published.items() if home.encode() in data or b"10.1.2.3" in data]
    pushed = yaml.safe_load(published["pipeline.yaml"])["pipeline"]["steps"][0]["step"]
    assert pushed["sources"] == ["corpus.jsonl", "ja=ja.jsonl"]
    assert json.loads(published["generate.json"])["config"]["gates"]["benchmarks"] == ["bench.jsonl"]


def test_tables_without_rows_are_no_configs(hub, folder):
    """`datasets` cannot load an empty one, and what an earlier push left of it goes."""
    write_instructions(folder)
    (folder / "generate.json").write_text("{}", encoding="utf-8")
    assert "url" in push(hub, folder)
    assert [entry["config_name"] for entry in front_matter(hub)["configs"]][3:] == ["instructions", "rejected"]
    seeds = pq.read_table(folder / "seeds.parquet")
    pq.write_table(seeds.slice(0, 0), folder / "seeds.parquet")
    (folder / "rejected.parquet").unlink()
    (folder / "generate.json").write_text('{"accepted": 1}', encoding="utf-8")
    funnel = json.loads((folder / "funnel.json").read_text(encoding="utf-8"))
    (folder / "funnel.json").write_text(json.dumps({**funnel, "seeds": 0}), encoding="utf-8")
    assert "url" in push(hub, folder)
    assert [entry["config_name"] for entry in front_matter(hub)["configs"]] == ["points", "documents", "instructions"]
    assert {name for name in files(hub) if name.endswith(".parquet")} == {
        "points.parquet",
        "documents.parquet",
        "instructions.parquet",
    }
    loaded = load(hub, "points", "")
    assert loaded[""] == loaded["points"] != []
    readme = files(hub)["README.md"].decode()
    assert "Not here, since they have no rows: `seeds`, `rejected`." in readme
    assert 'load_dataset("org/seeds", "points"' in readme


def test_the_folder_is_left_as_it_was(hub, folder, tmp_path):
    shutil.copytree(folder, tmp_path / "copy")
    push(hub, folder)
    for path in (tmp_path / "copy").iterdir():
        assert (folder / path.name).read_bytes() == path.read_bytes()
