"""Requests against a real server on loopback that falters in every way."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from cmining_distilabel.cost.prices import Price
from cmining_distilabel.errors import Failure, UserError
from cmining_distilabel.generation.config import Limits
from cmining_distilabel.generation.engine import Engine
from cmining_distilabel.generation.llms import load_llm, make_llm
from cmining_distilabel.generation.reply import Reply as Said
from cmining_distilabel.generation.reply_store import ReplyStore
from cmining_distilabel.generation.request import Request, request_key
from tests.llm_server import LLMServer, Reply, Script, llm_server

pytest.importorskip("openai")
PARAMETERS = {"temperature": 0.0, "max_new_tokens": 100}
QUICK: dict[str, Any] = {"backoff": 0.01, "retries": 3}


def requests(count: int) -> list[Request]:
    return [Request(request_key("m", f"prompt {number}", PARAMETERS), f"prompt {number}") for number in range(count)]


def asked(server: LLMServer, path: Path, count: int, limits: Limits | None = None) -> tuple[dict[str, Said], Engine]:
    llm = make_llm("openai", model="m", base_url=server.url)
    load_llm(llm)
    answers: dict[str, Said] = {}
    with ReplyStore.open(path) as store, Engine(llm, store, PARAMETERS, limits or Limits(**QUICK)) as engine:
        engine.run(requests(count), answers.__setitem__)
    return answers, engine


@pytest.mark.parametrize(
    "first",
    [Reply(status=429), Reply(status=500), Reply(status=503, headers={"retry-after": "0"}), Reply("half", cut=True)],
    ids=["429", "500", "503", "cut off"],
)
def test_what_passes_is_tried_again(tmp_path: Path, first: Reply) -> None:
    with llm_server(lambda prompt, before: Reply(f"answer to {prompt}") if before else first) as server:
        answers, engine = asked(server, tmp_path / "a.jsonl", 6)
        assert sorted(answer.text or "" for answer in answers.values()) == [
            f"answer to prompt {number}" for number in range(6)
        ]
        assert set(Counter(server.sent).values()) == {2}
        assert not engine.failed


GOOD = {"message": {"role": "assistant", "content": [{"type": "text", "text": "fi"}, {"text": "ne"}]}}


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"error": {"message": "Provider returned error", "code": 502}}, r"Provider returned error \(502\)"),
        ({"choices": [], "usage": None}, "no answer"),
        ("<html>gateway</html>", "no answer but '<html>gateway</html>'"),
        ([1], r"no answer but '\[1\]'"),
    ],
)
def test_an_error_of_status_200_is_tried_again_and_then_said(tmp_path: Path, body: Any, says: str) -> None:
    with llm_server(lambda prompt, before: Reply(body={"choices": [GOOD]} if before == 2 else body)) as server:
        answers, engine = asked(server, tmp_path / "a.jsonl", 1)
        assert [(reply.text, reply.output_tokens) for reply in answers.values()] == [("fine", 2)]
        server.script = lambda prompt, before: Reply(body=body)
        _, engine = asked(server, tmp_path / "b.jsonl", 1)
        assert len(server.sent) == 3 + 4
        failure = next(iter(engine.failed.values()))
        assert re.search(f"^the server at {server.url} says: .*{says}", failure)
        assert not (tmp_path / "b.jsonl").read_bytes()


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    with llm_server(lambda prompt, before: Reply("")) as server:
        gone = server.url
    llm = make_llm("openai", model="m", base_url=gone.replace("http://", "http://hana:tea4two@"))
    load_llm(llm)
    with ReplyStore.open(tmp_path / "a.jsonl") as store, Engine(llm, store, PARAMETERS, Limits(retries=0)) as engine:
        engine.run(requests(2), lambda key, reply: None)
        assert set(engine.failed.values()) == {
            f"the server at {gone} cannot be reached: APIConnectionError: Connection error"
        }


def test_a_request_that_hangs_is_given_up_and_sent_again(tmp_path: Path) -> None:
    with llm_server(lambda prompt, before: Reply("late", delay=0.0 if before else 3.0)) as server:
        answers, _ = asked(server, tmp_path / "a.jsonl", 2, Limits(timeout=0.3, **QUICK))
        assert len(answers) == 2
        server.script = lambda prompt, before: Reply("late", delay=2.0)
        _, engine = asked(server, tmp_path / "b.jsonl", 1, Limits(timeout=0.3, retries=0))
        assert "did not answer in time; timeout=... gives it longer" in next(iter(engine.failed.values()))


def test_what_stays_broken_is_given_up_and_asked_again_by_the_next_run(tmp_path: Path) -> None:
    broken: Script = lambda prompt, before: Reply("fine") if prompt != "prompt 1" else Reply(status=500)  # noqa: E731
    with llm_server(broken) as server:
        answers, engine = asked(server, tmp_path / "a.jsonl", 3)
        assert len(answers) == 2
        assert server.sent.count("prompt 1") == 4
        assert "500" in next(iter(engine.failed.values()))
        server.script = lambda prompt, before: Reply("fine")
        answers, engine = asked(server, tmp_path / "a.jsonl", 3)
        assert list(answers) == [requests(3)[1].key]
        assert not engine.failed
        assert len(server.sent) == 2 + 4 + 1


def test_a_bad_request_is_not_repeated(tmp_path: Path) -> None:
    with llm_server(lambda prompt, before: Reply(status=400)) as server:
        _, engine = asked(server, tmp_path / "a.jsonl", 2)
        assert len(server.sent) == len(engine.failed) == 2


def test_empty_answers_are_answers(tmp_path: Path) -> None:
    replies = {"prompt 0": "", "prompt 1": None}
    with llm_server(lambda prompt, before: Reply(replies[prompt])) as server:
        answers, _ = asked(server, tmp_path / "a.jsonl", 2)
        assert not any(answer.text for answer in answers.values())
        asked(server, tmp_path / "a.jsonl", 2)
        assert len(server.sent) == 2


@pytest.mark.parametrize(
    ("known", "sent"),
    [
        (None, ["json_schema"] * 4),
        (("json_object",), ["json_schema", *["json_object"] * 4]),
        ((), ["json_schema", "json_object", *[None] * 4]),
    ],
    ids=["json_schema", "json_object", "neither"],
)
def test_a_model_is_held_to_a_schema_in_the_way_that_its_server_knows(
    tmp_path: Path, known: tuple[str, ...] | None, sent: list[str | None]
) -> None:
    schema = {"type": "object", "properties": {"question": {"type": "string"}}}
    held = [Request(request.key, request.prompt, schema) for request in requests(5)]
    bad: Script = lambda prompt, before: Reply("fine", status=400 if prompt == "prompt 4" else 200, formats=known)  # noqa: E731
    with llm_server(bad) as server:
        llm = make_llm("openai", model="m", base_url=server.url)
        load_llm(llm)
        with (
            ReplyStore.open(tmp_path / "a.jsonl") as store,
            Engine(llm, store, {}, Limits(concurrency=1, **QUICK)) as engine,
        ):
            engine.run(held, lambda key, reply: None)
            assert len(store) == 4
            assert list(engine.failed) == [held[4].key], "a bad request is no reason to hold the model to less"
        formats = [body.get("response_format", {}) for body in server.bodies]
        assert [form.get("type") for form in formats] == [*sent, sent[-1]]
        told = [form.get("schema") or form["json_schema"]["schema"] for form in formats if form]
        assert all(one == schema for one in told)


@pytest.mark.parametrize(("status", "message"), [(401, "key is not accepted"), (404, "no such model")])
def test_a_server_that_refuses_ends_the_run(tmp_path: Path, status: int, message: str) -> None:
    with llm_server(lambda prompt, before: Reply(status=status)) as server:
        with pytest.raises(Failure, match=message):
            asked(server, tmp_path / "a.jsonl", 50, Limits(concurrency=2, **QUICK))
        assert len(server.sent) <= 4


def test_a_server_that_is_gone_ends_the_run_and_keeps_what_was_answered(tmp_path: Path) -> None:
    late: Script = lambda prompt, before: Reply("fine") if int(prompt.split()[1]) < 20 else Reply(status=502)  # noqa: E731
    with llm_server(late) as server:
        with pytest.raises(Failure, match=r"in a row failed.*is kept"):
            asked(server, tmp_path / "a.jsonl", 100, Limits(concurrency=1, retries=0))
        with ReplyStore.open(tmp_path / "a.jsonl") as store:
            assert len(store) == 20
        assert len(server.sent) == 30


def test_equal_prompts_are_sent_once_and_the_concurrency_is_kept(tmp_path: Path) -> None:
    with llm_server(lambda prompt, before: Reply("fine", delay=0.02)) as server:
        llm = make_llm("openai", model="m", base_url=server.url)
        load_llm(llm)
        with (
            ReplyStore.open(tmp_path / "a.jsonl") as store,
            Engine(llm, store, PARAMETERS, Limits(concurrency=5)) as engine,
        ):
            engine.run(requests(30) + requests(30), lambda key, reply: None)
            engine.run(requests(35), lambda key, reply: None)  # a second round on the same connections
        assert len(server.sent) == 35
        assert 3 <= server.most_at_once <= 5


def test_the_budget_is_never_passed_and_counts_what_was_paid_before(tmp_path: Path) -> None:
    limits = Limits(
        concurrency=4, price=Price(0, 1000), budget_usd=0.5
    )  # an answer has 40 tokens: 4 cents, 10 reserved
    with llm_server(lambda prompt, before: Reply("fine")) as server:
        answers, engine = asked(server, tmp_path / "a.jsonl", 50, limits)
        assert len(answers) < 50
        assert engine.budget.spent == pytest.approx(0.04 * len(answers))
        assert 0.4 < engine.budget.spent <= 0.5
        sent = len(server.sent)
        _, engine = asked(server, tmp_path / "a.jsonl", 50, limits)
        assert len(server.sent) == sent
        assert engine.budget.spent == pytest.approx(0.04 * sent)


def test_a_torn_line_is_cut_off_and_a_damaged_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with ReplyStore.open(path) as store:
        store.add("k1", Said("盆踊り\n\u2028 ", "stop", 1, 2))
        store.add("k2", Said(None, None, 1, 2))
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:20])
    with ReplyStore.open(path) as store:
        assert [(key, reply.text) for key, reply in store] == [("k1", "盆踊り\n\u2028 "), ("k2", None)]
    assert path.read_bytes() == whole
    path.write_bytes(b"{broken}\n" + whole)
    with pytest.raises(UserError, match="line 1 is damaged"), ReplyStore.open(path):
        pass


def test_a_journal_with_what_a_server_sent_in_place_of_a_text_heals(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    parts = [{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "fine"}]
    lines = [
        {"key": "k1", "text": parts, "input_tokens": None, "output_tokens": 3, "cost": 1},
        {"key": "k2", "text": {"question": "Why?"}},
        {"key": "k3", "text": 5, "input_tokens": "many", "output_tokens": -1, "finish": 7},
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    with ReplyStore.open(path) as store:
        assert dict(store) == {"k1": Said("fine", None, 0, 3), "k2": Said('{"question": "Why?"}'), "k3": Said("5")}


def test_two_runs_cannot_write_to_one_store(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with ReplyStore.open(path), pytest.raises(UserError, match="another run"), ReplyStore.open(path):
        pass


def test_an_inference_endpoint_is_asked_by_its_address(tmp_path: Path) -> None:
    with llm_server(lambda prompt, before: Reply("fine", status=200 if before else 503)) as server:
        llm = make_llm("inference-endpoints", model="org/m", base_url=server.url, arguments=["api_key=hf_SECRET"])
        load_llm(llm)
        assert llm.model_name == "org/m", "rows name the model, not the address"
        with ReplyStore.open(tmp_path / "a.jsonl") as store, Engine(llm, store, {}, Limits(**QUICK)) as engine:
            engine.run(requests(3), lambda key, reply: None)
            assert [reply.text for _, reply in store] == ["fine"] * 3
        assert len(server.sent) == 6
    with pytest.raises(UserError, match="needs the endpoint: give base_url="):
        make_llm("inference-endpoints", model="org/m")


def test_any_llm_of_distilabel_works_by_its_class(tmp_path: Path) -> None:
    llm = make_llm("tests.generation.echo_llm.EchoLLM", arguments=["model=echo", "times=2"])
    load_llm(llm)
    with ReplyStore.open(tmp_path / "a.jsonl") as store, Engine(llm, store, {}, Limits(concurrency=4)) as engine:
        engine.run(requests(10), lambda key, reply: None)
        assert [store.get(request.key).text for request in requests(10)] == [  # type: ignore[union-attr]
            f"prompt {number}prompt {number}" for number in range(10)
        ]
    assert llm.batches == [4, 4, 2]


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("gpt", [], "there is no LLM"),
        ("json.JSONDecoder", [], "is no LLM of distilabel"),
        ("openai", ["model"], "NAME=VALUE"),
        ("openai", ["model=m", "nonsense=1"], "nonsense"),
        ("distilabel.models.llms.Nothing", [], "there is no LLM"),
    ],
)
def test_llms_that_cannot_be_made(name: str, arguments: list[str], message: str) -> None:
    with pytest.raises(UserError, match=message):
        make_llm(name, arguments=arguments)
