"""Push a result folder to the Hub as a data set: Parquet tables, a card, and what reproduces them."""

import json
import re
import shutil
from datetime import datetime, timezone
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pyarrow.compute as pc
import pyarrow.parquet as pq

from cmining_distilabel.errors import UserError, one_line
from cmining_distilabel.files import dump_yaml, json_text, read_yaml_mapping
from cmining_distilabel.generation.seeds import say_changed, seeds_fingerprint
from cmining_distilabel.hub.cards import (
    CROISSANT,
    OF_DOCUMENTS,
    Facts,
    listed_files,
    make_card,
    make_croissant,
    read_facts,
)
from cmining_distilabel.hub.cards.card import data_file
from cmining_distilabel.hub.cards.croissant import Published
from cmining_distilabel.hub.cards.facts import public_config
from cmining_distilabel.hub.refusals import hub_errors
from cmining_distilabel.mining.result.filter import Filter
from cmining_distilabel.mining.result.result import MiningResult, check_result
from cmining_distilabel.text import counted, visible

if TYPE_CHECKING:  # slow to import, and a dry run needs none of it
    from huggingface_hub import DatasetInfo, HfApi

_CARD = "README.md"
_COPIED = (*OF_DOCUMENTS, "versions.json", "funnel.json", "command.json")
_NAMED = ("config.yaml", "pipeline.yaml", "generate.json")  # pushed without the places of this machine
_AT_HOME = ("failures", "seconds")  # of generate.json: what servers said holds their addresses

Files = dict[str, Path | bytes]


def push(
    folder: str | Path,
    repo: str,
    *,
    wanted: Filter | None = None,
    documents: bool = True,
    private: bool = False,
    dry_run: bool = False,
    token: str | None = None,
) -> str:
    """Push a result folder to the Hub as the data set `repo`.

    Its configs are points, seeds and documents, and instructions and rejected where the folder has them:
    ``datasets.load_dataset(repo, "seeds")``; ``MiningResult.load("hub:" + repo)`` gives the result back. All files come
    in one commit, so that a push is seen whole or not at all. A repository is made last of all, when the card is known
    to be good; where the upload then fails, it stays, empty, and the error says so. A second push of the same folder
    makes no commit; one after a failure sends only what did not arrive. croissant.json tells machines what the card
    tells people. What is in the repository already stays: files and configs of other names, tags, front-matter fields
    other than the card's own (language, license, size_categories, ...), and text of the README.md outside of the card's
    section.

    Args:
        folder: what `MiningResult.save` wrote.
        repo: `namespace/name`; made if it does not exist.
        wanted: push these seeds only, with their points and instructions.
        documents: push the table of all documents (titles and scores, no texts), the clusters and the model, which
            `show`, `report`, `freeze_clusters` and `CultureFilter` read.
        private: make it private. A repository that is public already is refused then.
        dry_run: ask the Hub nothing; return the list of files with their sizes, and the card.
        token: an access token that may write; by default the one that `hf auth login` or HF_TOKEN set.

    Returns:
        The data set's URL; with `dry_run`, the text to show.

    Raises:
        UserError: no result, no valid `repo`, no token or one without the right, or a Hub that is out of reach or
            refuses; the message says which. Nothing of a failed push can be seen.
    """
    folder = Path(folder)
    check_result(folder)
    _check_repo(repo)
    if wanted:
        with TemporaryDirectory(prefix="cmining-push-") as temporary:
            some = _some(folder, Path(temporary) / "result", wanted)
            return push(some, repo, documents=documents, private=private, dry_run=dry_run, token=token)
    facts = read_facts(folder, left_out=() if documents else ("documents",))
    if "points" not in facts.rows:
        raise UserError(f"the result in {folder} has no Culture Points: there is nothing to push")
    if "instructions" in facts.rows:
        say_changed(
            folder, seeds_fingerprint(pq.read_table(folder / "seeds.parquet", columns=["id", "text"]).to_pylist())
        )
    files = _files(folder, facts, documents=documents)
    readme = _own_card(folder, repo)
    if dry_run:
        files[CROISSANT] = _croissant(facts, repo, files, _endpoint())
        return _preview(files, make_card(facts, repo, readme), repo, private=private)
    from huggingface_hub import HfApi

    secret = _token(token)
    with hub_errors(repo, secret) as made:
        api = HfApi(token=secret)
        _commit(api, repo, facts, files, readme, private=private, made=made)
    return f"{api.endpoint}/datasets/{repo}"


def _endpoint() -> str:
    from huggingface_hub import constants

    return constants.ENDPOINT


def _croissant(facts: Facts, repo: str, files: Files, endpoint: str, before: str = "{}") -> bytes:
    """croissant.json of the repository; `before` is the one that it has, whose date of publication stays."""
    try:
        date = str(json.loads(before)["datePublished"])
    except (ValueError, LookupError, TypeError):
        date = ""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", date, re.ASCII):
        date = f"{datetime.now(timezone.utc):%Y-%m-%d}"
    url, (owner, name) = f"{endpoint}/datasets/{repo}", repo.split("/")
    named = {file: path for file, path in files.items() if isinstance(path, Path)}
    listed = listed_files(named, facts.rows)
    return json_text(make_croissant(facts, name, listed, Published(url, f"{url}/resolve/main", owner, date))).encode()


def _own_card(folder: Path, repo: str) -> str:
    """The folder's README.md, which may hold its owner's words, under the name of the repository."""
    path, name = folder / _CARD, folder.resolve().name
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    return text.replace(f"pretty_name: {name}\n", "", 1).replace(f"\n# {name}\n", f"\n# {repo.split('/')[-1]}\n", 1)


def _commit(
    api: "HfApi", repo: str, facts: Facts, files: Files, readme: str, *, private: bool, made: list[str]
) -> None:
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete, DatasetCard

    info = _info(api, repo)
    if info and private and not info.private:
        raise UserError(f"{repo} exists and is public: make it private in its settings, or leave out private=True")
    there = {sibling.rfilename for sibling in info.siblings or []} if info else set()
    before = {}
    if info:
        for name in there & {_CARD, CROISSANT}:
            path = api.hf_hub_download(repo, name, repo_type="dataset", revision=info.sha)
            before[name] = Path(path).read_text(encoding="utf-8")
    card = make_card(facts, repo, before.get(_CARD, readme))
    croissant = _croissant(facts, repo, files, api.endpoint, before.get(CROISSANT, "{}"))
    files = {**files, _CARD: card.encode(), CROISSANT: croissant}
    if not info:
        try:
            DatasetCard(card, ignore_metadata_errors=True).validate(repo_type="dataset")
        except ValueError as error:  # of the Hub's answer its text alone is left
            raise UserError(f"the Hub refuses the card of {repo}: {one_line(error)}") from None
        api.create_repo(repo, repo_type="dataset", private=private or None)
        made.append(repo)
        info = api.dataset_info(repo)
    # What an earlier push left: tables that have no rows any more, or are left out now.
    stale = {data_file(config) for config in (*facts.empty, "documents")} | set(OF_DOCUMENTS)
    stale &= there - set(files)
    api.create_commit(
        repo,
        [
            *(CommitOperationAdd(name, content) for name, content in files.items()),
            *(CommitOperationDelete(name, is_folder=False) for name in sorted(stale)),
        ],
        commit_message=f"Push {counted(facts.rows['points'], 'Culture Point')} with cmining-distilabel",
        repo_type="dataset",
        parent_commit=info.sha,  # the Hub refuses if somebody changed the card since it was read
    )


def _info(api: "HfApi", repo: str) -> "DatasetInfo | None":
    """The repository; None where there is none that the token may see."""
    from huggingface_hub.errors import RepositoryNotFoundError

    try:
        return api.dataset_info(repo)
    except RepositoryNotFoundError:
        return None


def _some(folder: Path, copy: Path, wanted: Filter) -> Path:
    """A result folder with some of the seeds of another one, their points and what was written from them."""
    MiningResult.load(folder).filter(wanted).save(copy)
    ids = pq.read_table(copy / data_file("seeds"), columns=["id"])["id"].combine_chunks()
    for name in filter(lambda name: (folder / data_file(name)).exists(), ("instructions", "rejected")):
        rows = pq.read_table(folder / data_file(name))
        if "seed_id" in rows.column_names:
            rows = rows.filter(pc.is_in(rows["seed_id"], ids))
            pq.write_table(rows, copy / data_file(name), compression="zstd")
    for name in filter(lambda name: (folder / name).exists(), ("generate.json", "pipeline.yaml")):
        shutil.copy(folder / name, copy / name)
    return copy


def _files(folder: Path, facts: Facts, *, documents: bool) -> Files:
    files: Files = {data_file(name): folder / data_file(name) for name in facts.rows}
    copied = [name for name in _COPIED if documents or name not in OF_DOCUMENTS]
    files |= {name: folder / name for name in copied if (folder / name).exists()}
    for name in filter(lambda name: (folder / name).exists(), _NAMED):
        public = public_config(read_yaml_mapping(folder / name, "the file"))  # JSON is YAML, too
        public = {key: value for key, value in public.items() if name != "generate.json" or key not in _AT_HOME}
        files[name] = (json_text(public) if name.endswith(".json") else dump_yaml(public)).encode()
    return files


def _preview(files: Files, card: str, repo: str, *, private: bool) -> str:
    sizes = {name: file.stat().st_size if isinstance(file, Path) else len(file) for name, file in files.items()}
    sizes[_CARD] = len(card.encode())
    listed = "\n".join(f"{size:>13,}  {name}" for name, size in sorted(sizes.items()))
    kind = "private" if private else "public, unless it exists or the namespace says otherwise"
    return (
        f"data set {repo} ({kind}): {len(sizes)} files, {sum(sizes.values()):,} bytes\n{listed}\n\n"
        f"{_CARD}, where the repository has none:\n\n{card}"
    )


def _check_repo(repo: str) -> None:
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]

    try:
        validate_repo_id(repo)
        valid = repo.count("/") == 1
    except HFValidationError:
        valid = False
    if not valid:
        raise UserError(
            f"{visible(repo, 100)!r} is no repository id: write namespace/name, of letters, digits, '-', '_' and '.', "
            "at most 96 characters"
        )


def _token(given: str | None) -> str:
    from huggingface_hub import get_token

    token = given or get_token()
    if not token:
        raise UserError("not logged in to the Hub: run `hf auth login`, or set HF_TOKEN to a token that may write")
    if not re.fullmatch(r"[!-~]+", token):  # the client's own error would print it
        raise UserError("the Hub token holds a blank or a character that no token has; copy it again")
    return token
