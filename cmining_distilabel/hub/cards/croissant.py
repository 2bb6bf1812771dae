"""croissant.json: a result as machines read it, in Croissant 1.1 with lineage in the terms of W3C PROV.

Made by our own code, so that nobody needs mlcroissant, which reads and validates it (https://mlcommons.org/croissant/1.1).
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cmining_distilabel.files import load_yaml
from cmining_distilabel.hub.cards.commands import mining_line, writing_line
from cmining_distilabel.hub.cards.facts import Facts
from cmining_distilabel.hub.cards.licenses import license_url
from cmining_distilabel.text import counted, visible
from cmining_distilabel.version import __version__

CROISSANT = "croissant.json"
_PAPER = "C-Mining, arXiv:2604.15675"
_FLOATS = {"halffloat": "Float16", "float": "Float32", "double": "Float64"}  # as Arrow calls them
_SOURCES = 100  # that are listed; many more make a file that nobody reads
# Of the official context all terms: readers warn where one is missing.
_TERMS = (
    "annotation", "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "excludes", "extract",
    "field", "fileObject", "fileProperty", "fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath",
    "key", "md5", "parentField", "path", "readLines", "recordSet", "references", "regex", "repeated", "replace",
    "samplingRate", "sdVersion", "separator", "source", "subField", "transform", "unArchive", "value"
)  # fmt: skip
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    "description": {"@container": "@language"},
    **{term: f"cr:{term}" for term in _TERMS},
}
_LINEAGE: dict[str, dict[str, tuple[str | None, str]]] = {
    "points": {"seed_ids": ("seeds/id", "prov:wasDerivedFrom")},
    "seeds": {
        "id": ("documents/id", "prov:wasDerivedFrom"),
        "url": (None, "prov:hadPrimarySource"),
        "source": (None, "prov:wasAttributedTo"),
        "license": (None, "sc:license"),
    },
    "instructions": {
        "seed_id": ("seeds/id", "prov:wasDerivedFrom"),
        "other_seed_id": ("seeds/id", "prov:wasDerivedFrom"),
        "sources": (None, "prov:hadPrimarySource"),
        "licenses": (None, "sc:license"),
        "model": (None, "prov:wasAttributedTo"),
    },
}
"""Of a table, the columns that say where a row comes from: the column that each names, and the relation's name."""
_LINEAGE["rejected"] = _LINEAGE["instructions"]


@dataclass(frozen=True)
class Published:
    """What only a published data set has: its page, the address that file names are put behind, owner and ISO date."""

    url: str
    files: str
    owner: str
    date: str


def make_croissant(facts: Facts, name: str, files: Mapping[str, Path], published: Published | None = None) -> Any:
    """The contents of croissant.json.

    Args:
        facts: what the result holds.
        name: of the data set.
        files: those of its files that are listed with their checksums, by name; the tables are records, too.
        published: where it is on the Web. Without it file names are relative, and url, creator and date are left out.
    """
    tables = {
        config: pq.read_schema(files[f"{config}.parquet"]) for config in facts.rows if f"{config}.parquet" in files
    }
    licenses = [_license(license) for license in facts.licenses.counts] or [_license(None)]
    web = {
        "url": published.url,
        "creator": {"@type": "sc:Organization", "name": published.owner},
        "datePublished": published.date,
    } if published else {}  # fmt: skip
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": visible(name, 200),
        "description": _description(facts),
        **web,
        "license": licenses,
        "inLanguage": facts.bcp47_codes,
        "keywords": ["culture", "multilingual", *(["synthetic"] if "instructions" in facts.rows else [])],
        "citeAs": _PAPER,
        "prov:wasDerivedFrom": _sources(facts),
        "prov:wasGeneratedBy": _activity("mining", mining_line(facts), _miners(facts)),
        "distribution": [_file(file, path, published) for file, path in sorted(files.items())],
        "recordSet": [_records(config, schema, tables, facts) for config, schema in tables.items()],
    }


def _description(facts: Facts) -> str:
    seeds, points = facts.rows.get("seeds", 0), facts.rows.get("points", 0)
    written = facts.rows.get("instructions", 0)
    return (
        f"{counted(points, 'Culture Point')} with {counted(seeds, 'seed text')}, mined from a multilingual corpus"
        + (f", and {counted(written, 'instruction')} that a language model wrote from them" if written else "")
        + ". Culture names are posteriors, not facts."
    )


def _license(license: str | None) -> Any:
    if license is None:
        return {"@type": "sc:CreativeWork", "name": "unknown: rows without a licence"}
    return license_url(license) or {"@type": "sc:CreativeWork", "name": visible(license, 100)}


def _sources(facts: Facts) -> list[dict[str, Any]]:
    """Where the documents came from, as the rows say it."""
    listed = [
        {
            "@type": "prov:Entity",
            "prov:label": visible(source.name or "documents without a source", 200),
            "description": counted(source.rows, "seed"),
            "license": _license(source.license),
        }
        for source in facts.sources[:_SOURCES]
    ]
    more = len(facts.sources) - len(listed)
    return listed + ([{"@type": "prov:Entity", "prov:label": f"{more:,} more sources"}] if more > 0 else [])


def _miners(facts: Facts) -> list[str]:
    version = facts.versions.get("cmining-distilabel", __version__)
    return [f"cmining-distilabel {version}", *([facts.versions["encoder"]] if "encoder" in facts.versions else [])]


def _activity(name: str, command: str, agents: Iterable[str]) -> dict[str, Any]:
    return {
        "@type": "prov:Activity",
        "@id": f"activity/{name}",
        "prov:label": visible(command, 2_000),
        "prov:wasAssociatedWith": [
            {"@type": "prov:SoftwareAgent", "prov:label": visible(agent, 200)} for agent in agents
        ],
    }


def _file(name: str, path: Path, published: Published | None) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "contentUrl": f"{published.files}/{name}" if published else name,
        "contentSize": f"{path.stat().st_size} B",
        "encodingFormat": "application/x-parquet" if name.endswith(".parquet") else "application/octet-stream",
        "sha256": _sha256(path),
    }


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _records(config: str, schema: pa.Schema, tables: Mapping[str, pa.Schema], facts: Facts) -> dict[str, Any]:
    meanings = load_yaml(Path(__file__).parent / "columns.yaml")
    fields = [
        {**_field(f"{config}/{column.name}", column.type, _source(config, column.name)), **_said(meanings, column.name)}
        for column in schema
        if re.fullmatch(r"[A-Za-z_]\w*", column.name, re.ASCII)  # it becomes an id
    ]
    written = config in ("instructions", "rejected")
    origin = {"points": "seeds", "seeds": "documents"}.get(config, "seeds" if written else None)
    found = {
        "@type": "cr:RecordSet",
        "@id": config,
        "name": config,
        "description": counted(facts.rows[config], "row"),
        **({"key": {"@id": f"{config}/id"}} if "id" in schema.names else {}),
        "field": fields,
        "annotation": [
            _origin(config, column, schema.field(column).type, *relation, tables)
            for column, relation in _LINEAGE.get(config, {}).items()
            if column in schema.names
        ],
    }
    if origin in tables:
        found["prov:wasDerivedFrom"] = {"@id": origin}
    if written:
        found["prov:wasGeneratedBy"] = _activity(f"writing/{config}", writing_line(facts) or "unknown", facts.models)
    return found


def _source(config: str, column: str, path: str | None = None) -> dict[str, Any]:
    transform = {"transform": {"jsonPath": path}} if path else {}
    return {"fileObject": {"@id": f"{config}.parquet"}, "extract": {"column": column}, **transform}


def _said(meanings: Mapping[str, Mapping[str, str]], column: str) -> dict[str, str]:
    return {"description": meanings[column]["what"]} if column in meanings else {}


def _field(name: str, kind: pa.DataType, source: dict[str, Any]) -> dict[str, Any]:
    """A column, or a part of one; parts of a list of mappings are taken out by their names."""
    found: dict[str, Any] = {"@type": "cr:Field", "@id": name, "name": name}
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        found |= {"isArray": True, "arrayShape": "-1"}
        kind = kind.value_type
    if pa.types.is_struct(kind):
        column = source["extract"]["column"]
        config = name.split("/")[0]
        parts = [_field(f"{name}/{part.name}", part.type, _source(config, column, part.name)) for part in kind]
        return {**found, "subField": parts}
    return {**found, "dataType": _data_type(name, kind), "source": source}


def _data_type(name: str, kind: pa.DataType) -> str:
    if name.endswith("/url"):
        return "sc:URL"
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        letters = re.sub(r"^u?int", lambda found: {"int": "Int", "uint": "UInt"}[found[0]], str(kind))
        return f"cr:{_FLOATS.get(letters, letters)}"
    return "sc:Boolean" if pa.types.is_boolean(kind) else "sc:Text"


def _origin(
    config: str,
    column: str,
    kind: pa.DataType,
    referred: str | None,
    relation: str,
    tables: Mapping[str, pa.Schema],
) -> dict[str, Any]:
    """What a column says of where its row comes from, as an annotation of the record."""
    found = _field(f"{config}/origin/{column}", kind, _source(config, column))
    if referred and referred.split("/")[0] in tables:
        found["references"] = {"field": {"@id": referred}}
    return {**found, "equivalentProperty": relation}
