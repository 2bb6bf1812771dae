"""The repositories of the Hub on loopback: a folder each, changed by whole commits."""

import base64
import hashlib
import json
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml

_DATE = "2024-01-01T00:00:00.000Z"
_FIRST = "0" * 40  # the commit of a repository without files


class Refused(Exception):
    """An answer that is an error, with the code that the Hub puts in `X-Error-Code`."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


class Repo:
    """One data set repository: a folder. A file is "large", so stored by its SHA-256, if it is Parquet."""

    def __init__(self, name: str, folder: Path, *, private: bool = False) -> None:
        self.name, self.folder, self.private = name, folder, private
        self.files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())

    @property
    def sha(self) -> str:
        """The commit: it changes when a file does."""
        if not self.files:
            return _FIRST
        return hashlib.sha1("".join(name + self.etag(name) for name in self.files).encode()).hexdigest()

    def check_revision(self, revision: str) -> None:
        if unquote(revision) not in ("main", self.sha):
            raise Refused(404, "RevisionNotFound", f"no revision {revision}")

    def read(self, name: str) -> bytes:
        if name not in self.files:
            raise Refused(404, "EntryNotFound", f"no file {name}")
        return (self.folder / name).read_bytes()

    def etag(self, name: str) -> str:
        data = self.read(name)
        if is_large(name):
            return hashlib.sha256(data).hexdigest()
        return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()

    def info(self) -> dict[str, Any]:
        siblings = [{"rfilename": name} for name in self.files]
        flags = {"private": self.private, "gated": False, "disabled": False, "downloads": 0, "likes": 0, "tags": []}
        dates = {"lastModified": _DATE, "createdAt": _DATE}
        return {"_id": self.sha[:24], "id": self.name, "sha": self.sha, "siblings": siblings, **flags, **dates}

    def entries(self, paths: Iterable[str]) -> list[dict[str, Any]]:
        """Files and folders as the tree and paths-info answers hold them; what is not there is left out."""
        commit = {"lastCommit": {"id": self.sha, "title": "Initial commit", "date": _DATE}}
        found = []
        for path in paths:
            if path in self.files:
                size, oid = (self.folder / path).stat().st_size, self.etag(path)
                large = {"lfs": {"oid": oid, "size": size, "pointerSize": 130}} if is_large(path) else {}
                found.append({"type": "file", "path": path, "oid": oid, "size": size, **large, **commit})
            elif any(name.startswith(path + "/") for name in self.files):
                oid = hashlib.sha1(path.encode()).hexdigest()
                found.append({"type": "directory", "path": path, "oid": oid, "size": 0, **commit})
        return found

    def tree(self, folder: str, recursive: bool) -> list[dict[str, Any]]:
        prefix = f"{folder}/" if folder else ""
        below = [name.removeprefix(prefix) for name in self.files if name.startswith(prefix)]
        if folder and not below:
            raise Refused(404, "EntryNotFound", f"no folder {folder}")
        parts = [name.split("/") for name in below]
        depths = [range(1, len(part) + 1) if recursive else range(1, 2) for part in parts]
        paths = {prefix + "/".join(part[:depth]) for part, depth in zip(parts, depths, strict=True) for depth in depth}
        return self.entries(sorted(paths))

    def preupload(self, path: str) -> dict[str, Any]:
        """How to send a file, and the hash of the one that is there."""
        oid = {"oid": self.etag(path)} if path in self.files else {}
        return {"path": path, "uploadMode": "lfs" if is_large(path) else "regular", "shouldIgnore": False, **oid}

    def commit(self, ndjson: bytes, objects: Mapping[str, bytes]) -> str:
        """Apply a commit, all of it or nothing; its summary.

        Args:
            ndjson: header and operations, one a line.
            objects: large files that were uploaded, by SHA-256.
        """
        lines = [json.loads(line) for line in ndjson.splitlines()]
        header = lines[0]["value"]
        if header.get("parentCommit") not in (None, self.sha):
            raise Refused(412, "ParentCommitMismatch", "A commit has happened since. Please refresh and try again.")
        added: dict[str, bytes] = {}
        deleted = []
        for line in lines[1:]:
            value = line["value"]
            if line["key"] == "file":
                added[value["path"]] = base64.b64decode(value["content"])
            elif line["key"] == "lfsFile":
                if value["oid"] not in objects:
                    raise Refused(400, "BadRequest", f"{value['path']} was not uploaded")
                added[value["path"]] = objects[value["oid"]]
            elif line["key"] == "deletedFile" and value["path"] in self.files:
                deleted.append(value["path"])
            else:
                raise Refused(400, "BadRequest", f"cannot apply {line}")
        # A copy that takes the folder's place in one step: readers see the repository before or after.
        copy = self.folder.with_name(f".{self.folder.name}")
        shutil.copytree(self.folder, copy)
        for path in deleted:
            (copy / path).unlink()
        for path, data in added.items():
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            (copy / path).write_bytes(data)
        shutil.rmtree(self.folder)
        copy.rename(self.folder)
        return str(header["summary"])


def is_large(path: str) -> bool:
    return path.endswith(".parquet")


def check_card(content: str) -> None:
    """Refuse a card's front matter for what the Hub refuses it for."""
    match = re.match(r"---\n(.*?)\n---\n", content, re.DOTALL)
    try:
        fields = yaml.safe_load(match[1]) if match else {}
    except yaml.YAMLError as error:
        raise Refused(400, "BadRequest", f"invalid YAML: {error}") from None
    languages = fields.get("language", [])
    if not all(isinstance(code, str) and re.fullmatch(r"[a-z]{2,3}", code) for code in languages):
        raise Refused(400, "BadRequest", f'"language" must only contain ISO 639 codes: {languages}')
    if not re.fullmatch(r"[a-z0-9.-]+", fields.get("license", "other")):
        raise Refused(400, "BadRequest", '"license" must be one of the list')
