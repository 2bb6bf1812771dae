"""A push that the Hub refuses, or that breaks off: one line that says what to do, and nothing half-visible."""

import pytest

from tests.hub_client import READER, REPO, TOKEN, files, load, push
from tests.hub_faults import Fault
from tests.hub_server import HubServer
from tests.results import seed, small_result


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"token": READER}, "right 'repo.write' on org"),
        ({"token": "hf_strangerSECRET"}, "does not accept the token"),
        ({"token": None}, "not logged in to the Hub: run `hf auth login`"),
        ({"token": "hf_two\nlinesSECRET"}, "holds a blank"),
    ],
)
def test_tokens(hub, folder, options, message):
    assert message in push(hub, folder, **options)["error"]
    assert not (hub.root / REPO).exists()


def test_reader_of_a_repository_that_exists(hub, folder):
    push(hub, folder)
    small_result([seed("fr", 1, "Galette des rois")]).save(folder, overwrite=True)
    assert "needs the role 'write'" in push(hub, folder, token=READER)["error"]
    assert len(hub.commits) == 1


def test_hub_out_of_reach(folder, tmp_path):
    with HubServer(tmp_path / "hub") as hub:
        pass
    message = push(hub, folder)["error"]
    assert "push again" in message
    assert "\n" not in message


@pytest.mark.parametrize("status", [429, 503, None])
def test_passing_trouble_is_not_noticed(hub, folder, status):
    hub.faults = [Fault("/storage/", status, skip=1), Fault("/preupload/", 503)]
    assert "url" in push(hub, folder)
    assert len(load(hub, "seeds")["seeds"]) == 10


@pytest.mark.parametrize(
    ("status", "message"), [(None, "push again"), (403, "storage answered 403"), (503, "storage answered 503")]
)
def test_upload_cut_off_shows_nothing_and_the_next_push_resumes(hub, folder, status, message):
    hub.faults = [Fault("/storage/", status, skip=1, times=100)]
    error = push(hub, folder)["error"]
    assert message in error
    assert error.endswith(f"{REPO} was made, and is empty until a push gets through")
    assert (files(hub), len(hub.objects)) == ({}, 1)
    hub.faults.clear()
    hub.requests.clear()
    assert "url" in push(hub, folder)
    assert sum("/storage/" in path for _, path in hub.requests) == 2, "what had arrived is not sent again"
    assert len(load(hub, "seeds")["seeds"]) == 10


@pytest.mark.parametrize(
    ("path", "status", "message"),
    [
        ("/api/datasets/org", 429, "too many requests"),
        ("/api/repos/create", 429, "too many requests"),
        ("/commit/", 500, "the Hub failed with 500"),
        ("/commit/", 412, "somebody changed the repository"),
        ("/commit/", 409, "somebody changed the repository"),
        ("/commit/", 403, "repo.write"),
        ("/validate-yaml", 400, "the Hub refuses the card of org/seeds"),
    ],
)
def test_refusals_are_one_line_and_publish_nothing(hub, folder, path, status, message):
    hub.faults = [Fault(path, status, times=100)]
    error = push(hub, folder)["error"]
    assert message in error
    assert "scripted fault" in error, "what the Hub says is passed on"
    assert "\n" not in error
    made = (hub.root / REPO).exists()
    assert made == ("/commit/" in path), "a repository is made when only the upload is left"
    assert ("was made, and is empty" in error) == made
    assert not made or files(hub) == {}


@pytest.mark.parametrize("status", [200, 301])
def test_an_answer_that_is_none_is_one_line(hub, folder, status):
    hub.faults = [Fault("/commit/", status, times=100)]
    error = push(hub, folder)["error"]
    assert error.startswith(f"push to {REPO}: ")
    assert "Traceback" not in error


def test_what_a_hub_says_holds_no_token_and_steers_no_terminal(hub, folder):
    said = f"\x1b[2J no right for {TOKEN}, {TOKEN.upper()} and {TOKEN[3:]}; other tokens: hf_abcdefgh"
    hub.faults = [Fault("/commit/", 403, message=said, times=100)]
    error = push(hub, folder)["error"]
    assert "no right for" in error
    assert "writersecret" not in error.lower()
    assert "abcdefgh" not in error
    assert "\x1b" not in error


def test_a_card_that_changes_meanwhile_is_not_overwritten(hub, folder):
    push(hub, folder)
    small_result([seed("fr", 1, "Galette des rois")]).save(folder, overwrite=True)
    readme = hub.root / REPO / "README.md"

    class EditsBeforeTheCommit(Fault):
        def strikes(self, method: str, path: str) -> bool:
            if "/preupload/" in path:
                readme.write_text("edited", encoding="utf-8")
            return False

    hub.faults = [EditsBeforeTheCommit("", None)]
    assert "somebody changed the repository at the same time" in push(hub, folder)["error"]
    assert readme.read_text(encoding="utf-8") == "edited"
