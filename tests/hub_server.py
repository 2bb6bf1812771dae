"""A Hub on loopback for tests: serves data set repositories of a folder to the real clients, through HF_ENDPOINT.

`root/org/name/...` is the data set `org/name`; its one revision is "main". What the server does is what the clients of
`huggingface_hub` and `datasets` ask for when they stream or download: the repository's information, its tree, the
information of paths, and files by range. `HubServer.requests` lists what was asked, for tests that care.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

_DATE = "2024-01-01T00:00:00.000Z"


class HubServer:
    """The server, running within a `with` block."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.requests: list[tuple[str, str]] = []
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"hub": self}))
        self._http.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_port}"

    def environment(self, home: Path) -> dict[str, str]:
        """The environment of a process whose Hub is this server, with its caches in `home`."""
        ours = {
            "HF_ENDPOINT": self.url,
            "HF_HOME": str(home),
            "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
        }
        without_proxy = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
        return without_proxy | ours

    def repo(self, name: str) -> Repo:
        folder = self.root / name
        if not folder.is_dir():
            raise Refused(404, "RepoNotFound", f"no repository {name}")
        return Repo(name, folder)

    def __enter__(self) -> HubServer:
        Thread(target=self._http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()


class Refused(Exception):
    """An answer that is an error, with the code that the Hub puts in `X-Error-Code`."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


class Repo:
    """One data set repository: a folder."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.folder = name, folder

    @cached_property
    def files(self) -> list[str]:
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file())

    @cached_property
    def sha(self) -> str:
        """The commit: it changes when a file does."""
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
        return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()

    def info(self) -> dict[str, Any]:
        siblings = [{"rfilename": name} for name in self.files]
        flags = {"private": False, "gated": False, "disabled": False, "downloads": 0, "likes": 0, "tags": []}
        dates = {"lastModified": _DATE, "createdAt": _DATE}
        return {"_id": self.sha[:24], "id": self.name, "sha": self.sha, "siblings": siblings, **flags, **dates}

    def entries(self, paths: Iterable[str]) -> list[dict[str, Any]]:
        """Files and folders as the tree and paths-info answers hold them; what is not there is left out."""
        commit = {"lastCommit": {"id": self.sha, "title": "Initial commit", "date": _DATE}}
        found = []
        for path in paths:
            if path in self.files:
                size = (self.folder / path).stat().st_size
                found.append({"type": "file", "path": path, "oid": self.etag(path), "size": size, **commit})
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


_NAME = r"(?P<name>[\w.-]+/[\w.-]+)"
_REVISION = r"(?P<revision>[^/]+)"


class _Handler(BaseHTTPRequestHandler):
    hub: HubServer
    protocol_version = "HTTP/1.1"

    def info(self, name: str, revision: str = "main") -> None:
        repo = self.hub.repo(name)
        repo.check_revision(revision)
        self.send_json(repo.info())

    def refs(self, name: str) -> None:
        main = {"name": "main", "ref": "refs/heads/main", "targetCommit": self.hub.repo(name).sha}
        self.send_json({"branches": [main], "tags": [], "converts": [], "pullRequests": []})

    def tree(self, name: str, revision: str, path: str = "") -> None:
        repo = self.hub.repo(name)
        repo.check_revision(revision)
        recursive = parse_qs(urlsplit(self.path).query).get("recursive", ["false"])[0].lower() in ("true", "1")
        self.send_json(repo.tree(unquote(path or ""), recursive))

    def paths_info(self, name: str, revision: str) -> None:
        repo = self.hub.repo(name)
        repo.check_revision(revision)
        if self.headers.get("Content-Type", "").startswith("application/json"):
            paths = json.loads(self.body)["paths"]
        else:
            paths = parse_qs(self.body.decode())["paths"]
        self.send_json(repo.entries([paths] if isinstance(paths, str) else paths))

    def resolve(self, name: str, revision: str, path: str) -> None:
        repo = self.hub.repo(name)
        repo.check_revision(revision)
        path = unquote(path)
        data = repo.read(path)
        headers = {"ETag": f'"{repo.etag(path)}"', "X-Repo-Commit": repo.sha, "Accept-Ranges": "bytes"}
        asked = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
        if not asked or self.command == "HEAD":
            return self.send(200, data, headers)
        start = int(asked[1]) if asked[1] else max(len(data) - int(asked[2]), 0)
        end = min(int(asked[2]) + 1, len(data)) if asked[1] and asked[2] else len(data)
        if start >= len(data):
            return self.send(416, b"", headers | {"Content-Range": f"bytes */{len(data)}"})
        return self.send(206, data[start:end], headers | {"Content-Range": f"bytes {start}-{end - 1}/{len(data)}"})

    routes: tuple[tuple[str, str, Callable[..., None]], ...] = (
        ("GET", rf"/api/datasets/{_NAME}", info),
        ("GET", rf"/api/datasets/{_NAME}/revision/{_REVISION}", info),
        ("GET", rf"/api/datasets/{_NAME}/refs", refs),
        ("GET", rf"/api/datasets/{_NAME}/tree/{_REVISION}(?:/(?P<path>.+))?", tree),
        ("POST", rf"/api/datasets/{_NAME}/paths-info/{_REVISION}", paths_info),
        ("GET", rf"/datasets/{_NAME}/resolve/{_REVISION}/(?P<path>.+)", resolve),
    )

    def answer(self) -> None:
        # Read at once: on a connection that is kept, a body left behind would be taken for the next request.
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        path = urlsplit(self.path).path
        self.hub.requests.append((self.command, path))
        method = "GET" if self.command == "HEAD" else self.command
        try:
            for verb, pattern, handle in self.routes:
                if verb == method and (match := re.fullmatch(pattern, path)):
                    return handle(self, **match.groupdict())
            raise Refused(404, "NotFound", f"no route {self.command} {path}")
        except Refused as error:
            headers = {"X-Error-Code": error.code, "X-Error-Message": str(error)}
            self.send(error.status, json.dumps({"error": str(error)}).encode(), headers)

    do_GET = do_HEAD = do_POST = answer

    def send_json(self, value: Any) -> None:
        self.send(200, json.dumps(value).encode(), {"Content-Type": "application/json"})

    def send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for key, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(key, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing on standard error: the tests' output is theirs."""
