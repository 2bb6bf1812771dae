"""README.md: front matter and one section are ours, all else is the user's and stays."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cmining_distilabel.config import ExtractConfig, MiningConfig, NoiseConfig, ScoreConfig
from cmining_distilabel.errors import UserError
from cmining_distilabel.files import dump_yaml, load_yaml, parse_yaml
from cmining_distilabel.generation.gates import REASONS as WHY_REJECTED
from cmining_distilabel.hub.cards.commands import mining_line, writing_line
from cmining_distilabel.hub.cards.facts import Facts
from cmining_distilabel.hub.cards.licenses import share_alike
from cmining_distilabel.hub.cards.markdown import templates
from cmining_distilabel.mining.culture.reliability import in_words
from cmining_distilabel.mining.reasons import REASONS
from cmining_distilabel.version import __version__

BEGIN = "<!-- cmining:begin (written by `cmining push`; what is outside of the two marks is yours, and stays) -->"
END = "<!-- cmining:end -->"
TAGS = ("culture", "cultural", "distilabel", "arxiv:2604.15675")
_SYNTHETIC = "synthetic"
# The marks stand alone on their lines, which text of rows never does.
_SECTION = re.compile(
    rf"^<!-- cmining:begin\b.*\n(?:(?!<!-- cmining:begin\b|{re.escape(END)}).*\n)*{re.escape(END)}[ \t]*$", re.MULTILINE
)
_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n(.*?\n)??---[ \t]*(?:\n|\Z)", re.DOTALL)
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+", re.ASCII)
_SOURCES_SHOWN = 30


def make_card(facts: Facts, repo: str, existing: str = "", sums: Mapping[str, str] | None = None) -> str:
    """The whole README.md of a data set.

    Args:
        facts: what the result holds.
        repo: the data set's id, `org/name`.
        existing: the README.md that the repository has. Its text outside our section stays; so do front-matter fields
            that are not ours, tags, and the configs of other names.
        sums: of a folder here, SHA-256 of its files by name. `datasets` keeps what it loaded by the name of the folder
            alone, and would give it again of whatever is mined into a folder of that name; a version tells them apart.

    Raises:
        UserError: the front matter of `existing` cannot be read.
    """
    fields, body = _split(existing.removeprefix("\ufeff").replace("\r\n", "\n"), repo)
    others = [entry["config_name"] for entry in _other_configs(fields, facts)]
    section = f"{BEGIN}\n{_section(facts, repo, others).strip()}\n{END}"
    if _SECTION.search(body):
        body = _SECTION.sub(lambda _: section, body, count=1)
    elif body.strip():
        body = f"{body.rstrip()}\n\n{section}\n"
    else:
        body = f"\n# {_title(repo)}\n\n{section}\n"
    matter = dump_yaml(_front_matter(facts, repo, fields, sums or {}), width=1000)
    return f"---\n{matter}---\n{body}"


def data_file(config: str) -> str:
    """Where a config's table lies, in a folder and in the repository."""
    return f"{config}.parquet"


def size_category(rows: int) -> str:
    """The Hub's name for a number of rows."""
    limits = ("1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B", "100B", "1T")
    for power, limit in enumerate(limits):
        if rows < 10 ** (power + 3):
            return f"{limits[power - 1]}<n<{limit}" if power else f"n<{limit}"
    return f"n>{limits[-1]}"


def _split(readme: str, repo: str) -> tuple[dict[str, Any], str]:
    match = _FRONT_MATTER.match(readme)
    if not match:
        return {}, readme
    fields = parse_yaml(match[1] or "", f"the front matter of the README.md of {repo}") or {}
    if not isinstance(fields, dict):
        raise UserError(f"the README.md of {repo} starts with YAML that is no mapping; mend it there")
    return fields, readme[match.end() :]


def _front_matter(facts: Facts, repo: str, existing: Mapping[str, Any], sums: Mapping[str, str]) -> dict[str, Any]:
    others = _other_configs(existing, facts)
    ours: dict[str, Any] = {
        "language": facts.language_codes,
        "license": facts.licenses.license,
        "license_name": facts.licenses.name,
        "multilinguality": "multilingual" if len(facts.language_codes) > 1 else "monolingual",
        "size_categories": [size_category(sum(facts.rows.values()))],
    }
    if others:  # what holds for our configs need not hold for the repository
        ours["language"] = sorted({*ours["language"], *map(str, _as_list(existing.get("language")))})
        ours["size_categories"] = existing.get("size_categories") or ours["size_categories"]
        if existing.get("license") not in (None, ours["license"]):
            ours |= {"license": "other", "license_name": "mixed"}
    ours["language_bcp47"] = facts.bcp47_codes if facts.bcp47_codes != facts.language_codes else None
    tags = [*_as_list(existing.get("tags")), *TAGS, *([_SYNTHETIC] if "instructions" in facts.rows else [])]
    ours["tags"] = list(dict.fromkeys(tags))
    ours["configs"] = _configs(facts, others, sums)
    ours["dataset_info"] = [
        info for info in _as_list(existing.get("dataset_info")) if _name(info) not in (*facts.rows, *facts.empty, None)
    ]
    merged = {"pretty_name": _title(repo), **existing, **ours}
    return {name: value for name, value in merged.items() if name not in ours or value not in (None, [])}


def _configs(facts: Facts, others: list[dict[str, Any]], sums: Mapping[str, str]) -> list[dict[str, Any]]:
    ours: dict[str, dict[str, Any]] = {
        name: {"config_name": name, "data_files": [{"split": "train", "path": data_file(name)}]} for name in facts.rows
    }
    for name in facts.rows:
        if found := sums.get(data_file(name)):
            ours[name]["version"] = f"0.0.{int(found[:8], 16)}"
    if not any(entry.get("default") for entry in others):
        ours[_first(facts)]["default"] = True
    return [*ours.values(), *others]


def _first(facts: Facts) -> str:
    """The config that the bare name of the data set loads."""
    return "seeds" if "seeds" in facts.rows else next(iter(facts.rows))


def _other_configs(existing: Mapping[str, Any], facts: Facts) -> list[dict[str, Any]]:
    ours = (*facts.rows, *facts.empty, "documents", None)  # documents may be left out of a push
    return [entry for entry in _as_list(existing.get("configs")) if _name(entry) not in ours]


def _name(entry: Any) -> str | None:
    return entry.get("config_name") if isinstance(entry, dict) else None


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _title(repo: str) -> str:
    return repo.split("/")[-1]


def _section(facts: Facts, repo: str, others: list[str]) -> str:
    knobs = {**ExtractConfig.model_fields, **ScoreConfig.model_fields, **NoiseConfig.model_fields}
    meanings = {name: said["what"] for name, said in load_yaml(Path(__file__).parent / "columns.yaml").items()}
    encoder = str(facts.config.get("encoder", ""))
    version = facts.versions.get("cmining-distilabel", __version__)
    return (
        templates()
        .get_template("dataset.md.jinja")
        .render(
            facts=facts,
            repo=repo,
            first=_first(facts),
            others=others,
            version=version if re.fullmatch(r"[\w.+-]+", version) else __version__,
            meanings=meanings,
            knobs=[(name, facts.config[name], knobs[name].description) for name in knobs if name in facts.config],
            mode=facts.config.get("mode", MiningConfig.model_fields["mode"].default),
            encoder=facts.versions.get("encoder", encoder),
            encoder_on_hub=encoder if _HUB_ID.fullmatch(encoder) else None,
            stages=_stages(facts),
            funnel=_funnel(facts),
            left_out=_left_out(facts),
            bias=facts.funnel.get("bias") or {},
            hidden_names=in_words(facts.funnel.get("cultures") or {}),
            mined=mining_line(facts),
            instructed=writing_line(facts),
            gates=_gates(facts),
            sources=facts.sources[:_SOURCES_SHOWN],
            share_alike=[source for source in facts.sources if share_alike(source.license)],
            more_sources=max(0, len(facts.sources) - _SOURCES_SHOWN),
        )
    )


def _stages(facts: Facts) -> list[str]:
    """The stages that left something out: another is no step."""
    rows = facts.funnel.get("stages", [])
    return list(dict.fromkeys(row["stage"] for row in rows if any(row["rejected"].values())))


def _funnel(facts: Facts) -> list[tuple[str | None, list[int]]]:
    """Documents of each group: read, then what passed each stage; the last row is the sum, named by no group."""
    table: dict[str, list[int]] = {}
    stages = _stages(facts)
    for row in facts.funnel.get("stages", []):
        own = table.setdefault(str(row["group"]), [row["documents_in"]])
        if row["stage"] in stages:
            own.append(row["documents_out"])
    total = [sum(column) for column in zip(*table.values(), strict=True)]
    return [*table.items(), (None, total)] if table else []


def _gates(facts: Facts) -> list[tuple[str, str, int, str]]:
    """Gate, reason, answers that it rejected, meaning."""
    return [
        (gate, reason, int(count), WHY_REJECTED.get(reason, ""))
        for gate, counts in facts.written.get("gates", {}).items()
        for reason, count in counts.items()
    ]


def _left_out(facts: Facts) -> list[tuple[str, int, str]]:
    """Reason, documents, meaning; most frequent first."""
    counts: dict[str, int] = {}
    for row in facts.funnel.get("stages", []):
        for reason, documents in row["rejected"].items():
            counts[reason] = counts.get(reason, 0) + documents
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(reason, documents, REASONS.get(reason, ("", ""))[1]) for reason, documents in ordered]
