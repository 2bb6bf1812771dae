"""A server with the API of OpenAI on loopback, whose answers a test scripts."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """What the server does with a request.

    Attributes:
        text: of the answer; None is an answer without content.
        status: of HTTP.
        delay: seconds before it answers.
        cut: whether the connection breaks in the middle of the answer.
        finish: why the model stopped.
        body: what is sent instead of all this: JSON, or a text as it is.
        formats: types of `response_format` that the server knows, all if None; it answers 400 to others.
    """

    text: str | None = ""
    status: int = 200
    delay: float = 0.0
    cut: bool = False
    finish: str = "stop"
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    formats: tuple[str, ...] | None = None


Script = Callable[[str, int], Reply]
"""Prompt, and how often it was sent before, to a reply."""


class LLMServer:
    """A server.

    Attributes:
        url: its address.
        sent: prompts as they came.
        answered: prompts whose answer was written in full.
        bodies: of the requests.
    """

    def __init__(self, script: Script) -> None:
        self.script = script
        self.sent: list[str] = []
        self.answered: list[str] = []
        self.bodies: list[dict[str, Any]] = []
        self.most_at_once = 0
        self._now = 0
        self.lock = threading.Lock()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                owner.handle(self)

            def log_message(self, format: str, *args: Any) -> None: ...

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 128

            def handle_error(self, request: Any, client_address: Any) -> None:
                """A client that was killed is no news."""

        self.http = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}/v1"

    def handle(self, handler: BaseHTTPRequestHandler) -> None:
        body = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
        if not body["messages"]:  # a client that looks for rate limits in the headers
            handler.send_error(400)
            return
        prompt = body["messages"][-1]["content"]
        if isinstance(prompt, list):
            prompt = "".join(part["text"] for part in prompt)
        with self.lock:
            before = self.sent.count(prompt)
            self.sent.append(prompt)
            self.bodies.append(body)
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        try:
            reply = self.script(prompt, before)
            form = body.get("response_format", {}).get("type")
            if form and reply.formats is not None and form not in reply.formats:
                reply = Reply(status=400)
            time.sleep(reply.delay)
            sent = _completion(body["model"], prompt, reply) if reply.body is None else reply.body
            payload = (sent if isinstance(sent, str) else json.dumps(sent)).encode()
            handler.send_response(reply.status)
            handler.send_header("Content-Type", "text/event-stream" if isinstance(sent, str) else "application/json")
            handler.send_header("Content-Length", str(len(payload)))
            for name, value in reply.headers.items():
                handler.send_header(name, value)
            handler.end_headers()
            if reply.cut:
                handler.wfile.write(payload[: len(payload) // 2])
                handler.wfile.flush()
                handler.connection.shutdown(socket.SHUT_RDWR)
                return
            handler.wfile.write(payload)
            if reply.status == 200:
                with self.lock:
                    self.answered.append(prompt)
        except (BrokenPipeError, ConnectionResetError):
            pass
        finally:
            with self.lock:
                self._now -= 1


@contextmanager
def llm_server(script: Script) -> Iterator[LLMServer]:
    """A running server."""
    server = LLMServer(script)
    thread = threading.Thread(target=server.http.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.http.shutdown()
        server.http.server_close()


def _completion(model: str, prompt: str, reply: Reply) -> dict[str, Any]:
    if reply.status != 200:
        return {"error": {"message": f"scripted {reply.status}", "type": "server_error"}}
    return {
        "id": "x",
        "object": "chat.completion",
        "created": 0,
        "model": model,
        "choices": [
            {"index": 0, "finish_reason": reply.finish, "message": {"role": "assistant", "content": reply.text}}
        ],
        "usage": {"prompt_tokens": len(prompt) // 4, "completion_tokens": 40, "total_tokens": len(prompt) // 4 + 40},
    }
