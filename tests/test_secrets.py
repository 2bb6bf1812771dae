"""No secret comes out again, however it was given and whatever goes wrong."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from cmining_distilabel.secrets import keep_secret, redacted
from tests import forked
from tests.evaluation.downstream.made import write_culturalbench
from tests.llm_server import Reply, Script, llm_server
from tests.seeds import good_answer, write_seeds

pytest.importorskip("openai")
MAIN = "import sys; from cmining_distilabel.cli.main import main; main()"
KEY, PASSWORD, QUERY, HEADER = "tulip-4711-bulb", "rose+garden%21x", "lily-of-1634-x", "iris-0042-header"
SECRETS = (KEY, PASSWORD, QUERY, HEADER)


def cmining(*arguments: str, folder: Path, **environment: str) -> tuple[int, str]:
    """Exit code, and all that was printed."""
    made = {**os.environ, "HOME": str(folder), "HF_HUB_OFFLINE": "1", "COLUMNS": "200", **environment}
    command = [sys.executable, "-c", MAIN, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=made, timeout=240, check=False)
    return done.returncode, done.stdout + done.stderr


def assert_nowhere(printed: str, folder: Path, secrets: tuple[str, ...] = SECRETS) -> None:
    """In no output, and in no file that a run wrote or left in its cache."""
    for secret in secrets:
        assert secret not in printed
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not [secret for secret in secrets if secret.encode() in content], path


def echo(prompt: str, before: int) -> Reply:
    """A server that tells what it was sent."""
    told = f"Incorrect API key provided: {KEY}; asked at http://hana:{PASSWORD}@host/v1?key={QUERY}, x-key: {HEADER}"
    return Reply(body={"error": {"message": told}})


def good(prompt: str, before: int) -> Reply:
    return Reply(good_answer(prompt))


@pytest.mark.parametrize(("script", "by"), [(echo, "argument"), (echo, "environment"), (good, "argument")])
def test_generate(tmp_path: Path, script: Script, by: str) -> None:
    source = write_seeds(tmp_path / "result")
    with llm_server(script) as server:
        address = server.url.replace("http://", f"http://hana:{PASSWORD}@") + f"?key={QUERY}"
        given = ["--llm-arg", f"api_key={KEY}"] if by == "argument" else []
        given += ["--llm-arg", f"default_headers={{x-key: {HEADER}}}", "--base-url", address, "--model", "m"]
        limits = ["--retries", "0", "--limit", "2", "--tasks", "grounded_qa"]
        environment = {"OPENAI_API_KEY": KEY} if by == "environment" else {}
        command = ["generate", str(source), "--out", str(tmp_path / "out"), *given, *limits]
        if script is good:  # it may leave caches: their folders hang on HOME when Python starts
            code, printed = cmining(*command, folder=tmp_path, **environment)
        else:
            done = forked.cmining(*command, **environment)
            code, printed = done.returncode, done.stdout + done.stderr
    assert code == (0 if script is good else 1), printed
    assert_nowhere(printed, tmp_path)
    if script is echo:
        assert "the server at http://127.0.0.1:" in printed


def test_a_wrong_argument_is_named_without_its_value(tmp_path: Path) -> None:
    source = write_seeds(tmp_path / "result")
    for wrong in (f"api_key=[{KEY}]", f"api_keys={KEY}", KEY, f"default_headers={HEADER}"):
        command = ["generate", str(source), "--out", str(tmp_path / "out"), "--model", "m", "--llm-arg", wrong]
        done = forked.cmining(*command)
        printed = done.stdout + done.stderr
        assert done.returncode == 2, printed
        assert len(printed.splitlines()) == 1
        assert_nowhere(printed, tmp_path)


@pytest.mark.full
@pytest.mark.parametrize("script", [echo, good])
def test_a_recipe(tmp_path: Path, script: Script) -> None:
    source = write_seeds(tmp_path / "result")
    with llm_server(script) as server:
        address = server.url.replace("http://", f"http://hana:{PASSWORD}@")
        given = {"seeds.source": source, "llm.model": "m", "llm.base_url": address, "llm.api_key": KEY}
        params = [word for name, value in given.items() for word in ("--param", f"{name}={value}")]
        command = ["run", "own-seeds", *params, "--param", "llm.max_retries=0", "--out", str(tmp_path / "out")]
        code, printed = cmining(*command, folder=tmp_path)
    assert code == (0 if script is good else 1), printed
    assert_nowhere(printed, tmp_path, (KEY, PASSWORD, QUERY))


@pytest.mark.full
@pytest.mark.parametrize("script", [echo, good])
def test_evaluate(tmp_path: Path, script: Script) -> None:
    pytest.importorskip("lm_eval")
    data = write_culturalbench(tmp_path / "data")[0]
    letter: Script = lambda prompt, before: Reply("A")  # noqa: E731
    with llm_server(echo if script is echo else letter) as server:
        address = server.url.replace("http://", f"http://hana:{PASSWORD}@")
        command = ["evaluate", "culturalbench", "--data", data, "--model", "m", "--base-url", address]
        code, printed = cmining(*command, "--out", str(tmp_path / "out"), folder=tmp_path, OPENAI_API_KEY=KEY)
    assert code == (1 if script is echo else 0), printed
    assert_nowhere(printed, tmp_path, (KEY, PASSWORD, QUERY))
    assert f"the server at {server.url} says" in printed or script is good


@pytest.mark.full
def test_tracebacks_show_no_variables() -> None:
    script = f"""
        import sys
        {{first}}
        {{second}}

        def fails():
            key = "{KEY[:6]}" + "{KEY[6:]}"
            raise KeyError("beans")

        fails()
    """
    imports = [
        "import cmining_distilabel.tasks",
        "import cmining_distilabel.steps",
        "import cmining_distilabel.pipeline",
    ]
    for ours in imports:
        for order in ((ours, "import distilabel"), ("import distilabel", ours)):
            code = textwrap.dedent(script.replace("{first}", order[0]).replace("{second}", order[1]))
            done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
            assert done.returncode == 1
            assert KEY not in done.stderr
            assert done.stderr.startswith("Traceback"), done.stderr[:300]
            assert done.stderr.endswith("KeyError: 'beans'\n")


def test_what_is_called_a_secret_or_looks_like_one_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_API_KEY", "from-the-environment")
    keep_secret({"llm": {"api_key": KEY, "max_new_tokens": 123456}, "keywords": "harvest festival"})
    for text in (
        KEY,
        "from-the-environment",
        "hf_abcdefghijklmnopqrst",
        "Authorization: Bearer abc.def-123",
        "?sig=ab12",
    ):
        assert "***" in redacted(f"before {text} after")
        assert redacted(f"before {text} after").endswith(" after")
    plain = "harvest festival 123456: https://example.org/a?page=2"
    assert redacted(plain) == plain
