"""Seeds for review in Argilla: a folder that its client loads onto a server, `argilla.Dataset.from_disk(folder)`.

It is written without the client, which wants a server to be there before it makes so much as a question.
"""

from pathlib import Path
from typing import Any

from cmining_distilabel.errors import UserError
from cmining_distilabel.files import make_folder, write_json
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.show.names import facet_name, owner_name
from cmining_distilabel.show.review.decisions import ANSWERS, VERDICTS
from cmining_distilabel.text import visible

_GUIDELINES = (
    "Is this text really about that culture, as somebody who belongs to it would say? Accept or reject it. Where it is "
    "about another culture or facet, accept it and say which."
)
_ID, _NAME = 200, 80  # characters
_Json = dict[str, Any]


def write_argilla(result: MiningResult, folder: Path, name: str) -> int:
    """Write the folder; how many records it holds.

    Args:
        result: whose seeds are to be reviewed.
        folder: a new one.
        name: of the data set in Argilla.

    Raises:
        UserError: the folder holds something, or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"{folder} exists; name another folder")
    records = argilla_records(result)
    inner = make_folder(folder / ".argilla")
    write_json(inner / "settings.json", argilla_settings(result))
    write_json(inner / "dataset.json", {"name": name, "guidelines": _GUIDELINES})
    write_json(folder / ANSWERS, records)
    return len(records)


def argilla_settings(result: MiningResult) -> _Json:
    """Fields, questions and metadata, as `argilla.Settings.from_json` reads them."""
    facets = sorted({facet_name(name) for name in result.seeds["facet"].unique().to_pylist() if name})
    questions = [
        _question("verdict", "Keep it?", required=True, labels=VERDICTS),
        _question("correct_culture", "The right culture, where it is another"),
        _question("correct_facet", "The right facet, where it is another", labels=facets),
        _question("note", "Note"),
    ]
    fields = [
        _named(field, field, {"type": "text", "use_markdown": False}) for field in ("title", "text", "culture", "facet")
    ]
    terms = [_metadata(key, {"type": "terms"}) for key in ("language", "of_culture", "of_facet", "point_id")]
    share = _metadata("culture_share", {"type": "float", "min": 0, "max": 1})
    return {
        "guidelines": _GUIDELINES,
        "fields": [{**field, "required": True} for field in fields],
        "questions": questions if len(facets) > 1 else [*questions[:2], questions[3]],  # one label is no question
        "metadata": [*terms, share],
        "vectors": [],
        "allow_extra_metadata": False,
        "distribution": {"strategy": "overlap", "min_submitted": 1},
    }


def argilla_records(result: MiningResult) -> list[_Json]:
    """A record a seed, as `argilla.Record.from_dict` reads it."""
    owner = {row["point_id"]: owner_name(row) for row in result.points.to_pylist()}
    records = []
    for row in result.seeds.to_pylist():
        about = {"culture": owner[row["point_id"]], "facet": facet_name(row["facet"])}
        # Argilla wants another name where a field has it.
        metadata = {
            **{f"of_{name}": value for name, value in about.items()},
            "language": row["language"],
            "point_id": row["point_id"],
        }
        if row["culture_share"] is not None:
            metadata["culture_share"] = float(row["culture_share"])
        fields = {"title": visible(row["title"] or row["text"], _NAME), "text": visible(row["text"]), **about}
        records.append({"id": visible(row["id"], _ID), "fields": fields, "metadata": metadata})
    return records


def _question(name: str, title: str, *, required: bool = False, labels: tuple[str, ...] | list[str] = ()) -> _Json:
    options = [{"text": label, "value": label} for label in labels]
    settings = {"type": "label_selection", "options": options} if labels else {"type": "text", "use_markdown": False}
    return {**_named(name, title, settings), "required": required}


def _metadata(name: str, settings: _Json) -> _Json:
    return {**_named(name, name, settings), "visible_for_annotators": True}


def _named(name: str, title: str, settings: _Json) -> _Json:
    return {"name": name, "title": title, "settings": settings}
