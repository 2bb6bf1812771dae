"""What the steps share: knobs as runtime parameters, and the way from rows to arrays."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from distilabel.mixins.runtime_parameters import RuntimeParametersMixin
from numpy.typing import NDArray

from cmining_distilabel.config import EmbedConfig, GeometryConfig
from cmining_distilabel.config.knobs import ModeConfig
from cmining_distilabel.config.presets import PRESETS
from cmining_distilabel.errors import UserError
from cmining_distilabel.languages import is_possible, language_tag
from cmining_distilabel.mining.calibrate.geometry import Geometry, build_geometry
from cmining_distilabel.mining.encode.embed import Texts, embed_texts
from cmining_distilabel.mining.encode.encoders import load_encoder
from cmining_distilabel.mining.encode.store import Vectors
from cmining_distilabel.mining.encode.taken import TRIED, check_same_space
from cmining_distilabel.mining.read import SCHEMA
from cmining_distilabel.mining.read.rows import text_of
from cmining_distilabel.mining.reasons import Reasons
from cmining_distilabel.mining.score.score import Encode
from cmining_distilabel.text import render

Row = dict[str, Any]


class KnobsMixin:
    """Makes a runtime parameter of every field that a step inherits from parts of `MiningConfig`.

    The order of a step's bases is: this, distilabel's step, the parts. pydantic takes `model_post_init`, which
    connects a step to its pipeline, from the first base that is a model.
    """

    @property
    def runtime_parameters_names(self) -> dict[str, Any]:
        parts = [
            base
            for base in type(self).__mro__
            if issubclass(base, ModeConfig) and not issubclass(base, RuntimeParametersMixin)
        ]
        knobs = {name: True for part in parts for name in part.model_fields}
        return {**super().runtime_parameters_names, **knobs}  # type: ignore[misc]

    def set_runtime_parameters(self, runtime_parameters: dict[str, Any]) -> None:
        """Set knobs when a pipeline is run. A mode brings its presets; a knob that was set on purpose stays.

        Raises:
            UserError: there is no such mode.
        """
        presets: dict[str, Any] = {}
        if "mode" in runtime_parameters:
            old, new = (PRESETS.get(mode) for mode in (self.mode, runtime_parameters["mode"]))  # type: ignore[attr-defined]
            if new is None:
                raise UserError(f"{self.name}.mode={runtime_parameters['mode']}: it is one of {', '.join(PRESETS)}")  # type: ignore[attr-defined]
            known = self.runtime_parameters_names
            presets = {
                name: new[name] for name in known if name in new and getattr(self, name) == (old or {}).get(name)
            }
        super().set_runtime_parameters({**presets, **runtime_parameters})  # type: ignore[misc]


def documents_of(rows: Sequence[Row]) -> list[Row]:
    """Rows with the types that documents have, and with the reason that reading would give: what `LoadCorpusStep` does.

    distilabel's own loaders give numbers and nulls. Ids, titles and groups become texts, languages become tags; a row
    without a text, a language or a group gets `empty_text`, `empty_language` or `empty_group`. Columns that a row lacks
    are not added, but for `reason`.

    Raises:
        UserError: a text is no string, or a language is none.
    """
    return [_document_of(row) for row in rows]


def _document_of(row: Row) -> Row:
    found: Row = {**row, **{name: text_of(row[name]) for name in ("id", "title", "group") if name in row}}
    reason = row.get("reason") or None
    if not isinstance(row.get("text"), str | None):
        raise UserError(f"{row_name(row)}: the column 'text' holds a {type(row['text']).__name__}, not a text")
    found["text"] = row.get("text") or ""
    if "language" in row:
        code = text_of(row["language"]).strip()
        if code and not is_possible(code):
            raise UserError(f"{row_name(row)} has {code[:40]!r} in the column 'language', which is no language")
        found["language"] = language_tag(code)
        reason = reason or (None if code else "empty_language")
    reason = reason or (None if found["text"].strip() else "empty_text")
    if row.get("group") is None:
        found.pop("group", None)
    elif not found["group"].strip():
        reason = reason or "empty_group"
    if reason and row.get("keep"):
        found["keep"] = False
    return {**found, "reason": reason}


def documents_table(rows: Sequence[Row]) -> pa.Table:
    """Rows as a table of `documents.SCHEMA`; what a row lacks is empty, its group is its language."""
    defaults = {field.name: None if field.nullable else "" for field in SCHEMA}
    documents = [
        {name: default if row.get(name) is None else row[name] for name, default in defaults.items()}
        | {"group": row.get("group") or row["language"]}
        for row in rows
    ]
    return pa.Table.from_pylist(documents, schema=SCHEMA)


def groups_of(rows: Sequence[Row]) -> NDArray[np.str_]:
    """The group of each row: its language, where there is no other."""
    return np.asarray([row.get("group") or row["language"] for row in rows])


def reasons_of(rows: Sequence[Row]) -> Reasons:
    """Why each row was left out so far, or None. A row that was only flagged (`keep` is false) gets "not_kept".

    Raises:
        UserError: `keep` is null: a step before this one failed, and distilabel filled its columns.
    """
    reasons = Reasons(len(rows))
    for place, row in enumerate(rows):
        if row.get("keep", True) is None:
            raise UserError(
                f"{row_name(row)} has no value in the column 'keep': an earlier step failed, see its traceback"
            )
        reasons[place] = row.get("reason") or (None if row.get("keep", True) else "not_kept")
    return reasons


def embedded(rows: Sequence[Row], reasons: Reasons) -> NDArray[np.int64]:
    """Positions of the rows that have a vector.

    Raises:
        UserError: no row has one, or one that is kept has none.
    """
    has = np.array([row["vector_shard"] is not None for row in rows], bool)
    missing = np.setdiff1d(reasons.passed(), np.flatnonzero(has))
    if len(missing):
        raise UserError(f"{row_name(rows[missing[0]])} has no vector; EmbedStep gives one to every row that is kept")
    if not has.any():
        raise UserError(f"none of the {len(rows)} rows has a vector: the noise filter kept none")
    stores = sorted({row["vector_shard"].rpartition("/")[0] for row in rows if row["vector_shard"] is not None})
    if len(stores) > 1:
        raise UserError(
            f"the rows' vectors are of {len(stores)} stores, {stores[0]} and {stores[1]}: those of different encoders "
            "cannot be compared; let one EmbedStep encode all rows, or none"
        )
    return np.flatnonzero(has)


def calibrate(knobs: GeometryConfig, encoder_knobs: EmbedConfig, rows: Sequence[Row]) -> tuple[Geometry, Encode]:
    """The space that rows with vectors are looked at in, and what encodes other texts.

    Raises:
        UserError: the encoder is not the one that the vectors come from, or a shard cannot be read.
    """
    paths, index = np.unique([row["vector_shard"] for row in rows], return_inverse=True)
    vectors = Vectors.open(paths.tolist(), index, [row["vector_row"] for row in rows])
    encoder = load_encoder(encoder_knobs)

    def encode(texts: Texts) -> Vectors:
        return embed_texts(texts, encoder_knobs, encoder=encoder, quiet=True).vectors

    def encode_alike(texts: Texts) -> Vectors:
        found = encode(texts)
        if found.shape[1] != vectors.shape[1]:
            raise UserError(
                f"the rows' vectors have {vectors.shape[1]} dimensions, those of the encoder '{encoder.id}' "
                f"{found.shape[1]}; set the encoder that they come from, or debias=none and anchors=off"
            )
        return found

    languages = np.asarray([row["language"] for row in rows])
    if knobs.debias != "none" or knobs.anchors != "off":
        if vectors.as_given:
            raise UserError(
                "the rows' vectors are as the encoder gave them (normalize=False): no debiasing and no anchors; "
                "set normalize, or debias=none and anchors=off"
            )
        some = np.unique(np.linspace(0, len(rows) - 1, TRIED).astype(int))
        names = [row_name(rows[place]) for place in some]
        texts = [render(rows[place].get("title") or "", rows[place]["text"]) for place in some]
        check_same_space(names, texts, vectors[some], encode_alike, encoder.id)
    return build_geometry(vectors, languages, encode_alike, knobs, encoder.languages), encode


def row_name(row: Row) -> str:
    """How messages call a row."""
    return f"document {row['id']!r}" if row.get("id") else f"the document titled {row.get('title')!r}"
