"""A Hub on loopback for tests: data set repositories of a folder, for the real clients, through HF_ENDPOINT.

`root/org/name/...` is the data set `org/name`; its one revision is "main". What the server does is what the clients of
`huggingface_hub` and `datasets` ask for when they stream, download, make a repository and commit to it.
`HubServer.requests` lists what was asked, `HubServer.commits` what was committed, for tests that care. To write, a
request needs one of `HubServer.tokens`; `HubServer.faults` makes requests fail.
"""

import json
import os
import re
import socket
from collections.abc import Callable, Mapping
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.hub_faults import Fault
from tests.hub_repo import Refused, Repo, check_card


class HubServer:
    """The server, running within a `with` block.

    Args:
        root: folder of the repositories.
        tokens: the namespaces that each access token may write to; a token of none can only read.
    """

    def __init__(self, root: Path, tokens: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self.root = root
        self.tokens = dict(tokens or {})
        self.private: set[str] = set()
        self.requests: list[tuple[str, str]] = []
        self.commits: list[str] = []
        self.objects: dict[str, bytes] = {}
        self.faults: list[Fault] = []
        self.lock = Lock()
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
        others = {
            key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy") and key != "HF_TOKEN"
        }
        return others | ours

    def repo(self, name: str) -> Repo:
        folder = self.root / name
        if not folder.is_dir():
            raise Refused(404, "RepoNotFound", f"no repository {name}")
        return Repo(name, folder, private=name in self.private)

    def fault(self, method: str, path: str) -> Fault | None:
        with self.lock:  # each fault must count each request
            striking = [fault for fault in self.faults if fault.strikes(method, path)]
        return striking[0] if striking else None

    def __enter__(self) -> "HubServer":
        Thread(target=self._http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()


_NAME = r"(?P<name>[\w.-]+/[\w.-]+)"
_REVISION = r"(?P<revision>[^/]+)"


class _Handler(BaseHTTPRequestHandler):
    hub: HubServer
    protocol_version = "HTTP/1.1"

    def repo(self, name: str) -> Repo:
        """A repository that the request may see."""
        repo = self.hub.repo(name)
        if repo.private and name.split("/")[0] not in self.namespaces:
            raise Refused(404, "RepoNotFound", f"no repository {name}")
        return repo

    @property
    def namespaces(self) -> tuple[str, ...]:
        """Where the request's token may write."""
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if token and token not in self.hub.tokens:
            raise Refused(401, "", "Invalid credentials in Authorization header")
        return self.hub.tokens.get(token, ())

    def check_write(self, namespace: str) -> None:
        if "Authorization" not in self.headers:
            raise Refused(401, "", "Invalid username or password.")
        if namespace not in self.namespaces:
            raise Refused(403, "", f"You don't have the rights to create or change a dataset under {namespace}")

    def info(self, name: str, revision: str = "main") -> None:
        repo = self.repo(name)
        repo.check_revision(revision)
        self.send_json(repo.info())

    def refs(self, name: str) -> None:
        main = {"name": "main", "ref": "refs/heads/main", "targetCommit": self.repo(name).sha}
        self.send_json({"branches": [main], "tags": [], "converts": [], "pullRequests": []})

    def tree(self, name: str, revision: str, path: str = "") -> None:
        repo = self.repo(name)
        repo.check_revision(revision)
        recursive = parse_qs(urlsplit(self.path).query).get("recursive", ["false"])[0].lower() in ("true", "1")
        self.send_json(repo.tree(unquote(path or ""), recursive))

    def paths_info(self, name: str, revision: str) -> None:
        repo = self.repo(name)
        repo.check_revision(revision)
        if self.headers.get("Content-Type", "").startswith("application/json"):
            paths = json.loads(self.body)["paths"]
        else:
            paths = parse_qs(self.body.decode())["paths"]
        self.send_json(repo.entries([paths] if isinstance(paths, str) else paths))

    def resolve(self, name: str, revision: str, path: str) -> None:
        repo = self.repo(name)
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

    def create(self) -> None:
        asked = json.loads(self.body)
        user = next(iter(self.namespaces), "")
        name = f"{asked.get('organization') or user}/{asked['name']}"
        self.check_write(name.split("/")[0])
        folder = self.hub.root / name
        answer = json.dumps({"url": f"{self.hub.url}/datasets/{name}", "name": name, "id": name}).encode()
        if folder.exists():
            headers = {"X-Error-Message": "You already created this dataset repo"}
            return self.send(409, answer, headers)
        folder.mkdir(parents=True)
        if asked.get("visibility") == "private" or asked.get("private"):
            self.hub.private.add(name)
        return self.send(200, answer, {"Content-Type": "application/json"})

    def validate(self) -> None:
        check_card(json.loads(self.body)["content"])
        self.send_json({"errors": [], "warnings": []})

    def preupload(self, name: str, revision: str) -> None:
        self.check_write(name.split("/")[0])
        repo = self.repo(name)
        repo.check_revision(revision)
        self.send_json({"files": [repo.preupload(file["path"]) for file in json.loads(self.body)["files"]]})

    def lfs_batch(self, name: str) -> None:
        self.check_write(name.split("/")[0])
        found = []
        for file in json.loads(self.body)["objects"]:
            upload = {"href": f"{self.hub.url}/storage/{name}/{file['oid']}"}
            verify = {"href": f"{self.hub.url}/{name}/verify"}
            there = file["oid"] in self.hub.objects
            found.append(file if there else {**file, "actions": {"upload": upload, "verify": verify}})
        self.send_json({"transfer": "basic", "objects": found})

    def store(self, name: str, oid: str) -> None:
        if sha256(self.body).hexdigest() != oid:
            raise Refused(400, "BadRequest", f"what came for {name} is not {oid}")
        self.hub.objects[oid] = self.body
        self.send(200, b"", {})

    def verify(self, name: str) -> None:
        self.check_write(name.split("/")[0])
        asked = json.loads(self.body)
        if len(self.hub.objects.get(asked["oid"], b"")) != asked["size"]:
            raise Refused(422, "BadRequest", f"{asked['oid']} has another size")
        self.send_json({})

    def commit(self, name: str, revision: str) -> None:
        self.check_write(name.split("/")[0])
        with self.hub.lock:
            repo = self.repo(name)
            repo.check_revision(revision)
            self.hub.commits.append(repo.commit(self.body, self.hub.objects))
        sha = self.repo(name).sha
        url = f"{self.hub.url}/datasets/{name}/commit/{sha}"
        self.send_json({"success": True, "commitOid": sha, "commitUrl": url, "hookOutput": ""})

    routes: tuple[tuple[str, str, Callable[..., None]], ...] = (
        ("GET", rf"/api/datasets/{_NAME}", info),
        ("GET", rf"/api/datasets/{_NAME}/revision/{_REVISION}", info),
        ("GET", rf"/api/datasets/{_NAME}/refs", refs),
        ("GET", rf"/api/datasets/{_NAME}/tree/{_REVISION}(?:/(?P<path>.+))?", tree),
        ("POST", rf"/api/datasets/{_NAME}/paths-info/{_REVISION}", paths_info),
        ("GET", rf"/datasets/{_NAME}/resolve/{_REVISION}/(?P<path>.+)", resolve),
        ("POST", "/api/repos/create", create),
        ("POST", "/api/validate-yaml", validate),
        ("POST", rf"/api/datasets/{_NAME}/preupload/{_REVISION}", preupload),
        ("POST", rf"/datasets/{_NAME}\.git/info/lfs/objects/batch", lfs_batch),
        ("PUT", rf"/storage/{_NAME}/(?P<oid>[0-9a-f]{{64}})", store),
        ("POST", rf"/{_NAME}/verify", verify),
        ("POST", rf"/api/datasets/{_NAME}/commit/{_REVISION}", commit),
    )

    def answer(self) -> None:
        path = urlsplit(self.path).path
        self.hub.requests.append((self.command, path))
        fault = self.hub.fault(self.command, path)
        if fault and fault.status is None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0) // 2)
            self.close_connection = True
            return self.connection.shutdown(socket.SHUT_RDWR)
        # Read at once: on a connection that is kept, a body left behind would be taken for the next request.
        self.body = self.read_body()
        method = "GET" if self.command == "HEAD" else self.command
        try:
            if fault:
                raise Refused(fault.status or 500, "", fault.message)
            for verb, pattern, handle in self.routes:
                if verb == method and (match := re.fullmatch(pattern, path)):
                    return handle(self, **match.groupdict())
            raise Refused(404, "NotFound", f"no route {self.command} {path}")
        except Refused as error:
            headers = {"X-Error-Message": str(error), **({"X-Error-Code": error.code} if error.code else {})}
            headers |= fault.headers if fault else {}
            self.send(error.status, json.dumps({"error": str(error)}).encode(), headers)

    do_GET = do_HEAD = do_POST = do_PUT = answer

    def read_body(self) -> bytes:
        """The request's body, of a known length or in chunks."""
        if self.headers.get("Transfer-Encoding", "") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

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
