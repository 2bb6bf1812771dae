import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from distilabel.pipeline import Pipeline
from distilabel.steps import KeepColumns

from cmining_distilabel.errors import UserError
from cmining_distilabel.pipeline import PipelineError, load_pipeline, run
from tests.fault_steps import FailsToLoad, Numbers, Plain, Whole

pytestmark = pytest.mark.timeout(60)


def chain(*steps: type | tuple[type, str]) -> Pipeline:
    """Numbers >> each of the steps, with its fault."""
    with Pipeline(name="test") as pipeline:
        last = Numbers(name="numbers")
        for place, step in enumerate(steps):
            kind, fault = step if isinstance(step, tuple) else (step, "")
            last = last >> kind(name=f"{kind.__name__.lower()}_{place}", fault=fault)
    return pipeline


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for temporary files; the path is short, as it must be for sockets."""
    with tempfile.TemporaryDirectory(prefix="t", dir="/tmp") as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)


def test_all_rows_of_all_leaves_arrive(temporary: Path) -> None:
    with Pipeline(name="two-leaves") as pipeline:
        (
            Numbers(name="numbers")
            >> Plain(name="plain")
            >> [Whole(name="whole"), KeepColumns(name="keep", columns=["number"])]
        )
    distiset = run(pipeline, parameters={"numbers": {"count": "7"}}, quiet=True)
    assert {name: rows["train"]["number"] for name, rows in distiset.items()} == {
        "keep": list(range(7)),
        "whole": list(range(7)),
    }
    assert "numbers" in distiset.pipeline_path.read_text()
    rows = distiset["keep"]["train"]
    del distiset
    assert not list(temporary.iterdir())
    assert rows.map(lambda row: {"double": 2 * row["number"]})["double"][-1] == 12


def test_a_second_run_sees_new_parameters_not_an_old_cache() -> None:
    pipeline = chain(Plain)
    for count in (4, 5):
        assert len(run(pipeline, parameters={"numbers": {"count": count}}, quiet=True)["default"]["train"]) == count


@pytest.mark.parametrize(
    ("steps", "step", "message"),
    [
        ([(Plain, "raise"), Plain], "plain_0", "KeyError: 'beans'"),
        ([Plain, (Whole, "raise"), Plain], "whole_1", "KeyError: 'beans'"),
        ([(Whole, "raise")], "whole_0", "KeyError: 'beans'"),
        ([(FailsToLoad, "")], "failstoload_0", "no model here"),
        ([(Plain, "kill"), Plain], "plain_0", "died"),
        ([Plain, (Whole, "kill")], "whole_1", "died"),
        ([(Plain, "drop_the_end"), Plain], "plain_0", "no rows in its last batch"),
        ([(Whole, "drop_all"), Plain], "whole_0", "no rows in its last batch"),
        ([Plain, (Whole, "drop_all")], "whole_1", "gave no rows; it received 6"),
        ([(Plain, "yield_twice")], "plain_0", "more than once"),
        ([(Plain, "half_a_surrogate"), Plain], "plain_0", r"^[^\n]*'number' holds half of a surrogate pair[^\n]*$"),
        ([Plain, (Whole, "over_64_bits")], "whole_1", r"^[^\n]*'number' holds an integer over 64 bits[^\n]*$"),
    ],
)
def test_a_fault_ends_the_run_and_names_the_step(
    steps: list[type | tuple[type, str]], step: str, message: str, temporary: Path
) -> None:
    with pytest.raises(PipelineError, match=message) as raised:
        run(chain(*steps), quiet=True)
    assert raised.value.step == step
    assert f"'{step}'" in str(raised.value).split("\n")[0]
    assert not list(temporary.iterdir())


def test_a_temporary_folder_that_is_deleted_is_named_with_the_step(temporary: Path) -> None:
    def delete() -> None:
        while not list(temporary.glob("cmining-*/journal/whole_0.0.worker")):
            time.sleep(0.05)
        time.sleep(0.3)
        shutil.rmtree(next(temporary.glob("cmining-*")), ignore_errors=True)

    threading.Thread(target=delete, daemon=True).start()
    with pytest.raises(
        PipelineError, match=r"^the temporary folder .* was deleted while the step 'whole_0' ran"
    ) as raised:
        run(chain((Whole, "sleep")), quiet=True)
    assert raised.value.step == "whole_0"


@pytest.mark.parametrize("kind", [Plain, Whole])
def test_a_users_mistake_in_a_step_stays_one(kind: type) -> None:
    with pytest.raises(UserError, match=r"^the knob is wrong; turn it left$"):
        run(chain((kind, "user_error"), Plain), quiet=True)


def test_a_step_that_stands_still_is_given_up() -> None:
    with pytest.raises(PipelineError, match=r"nothing moved for \d+ seconds.*'whole_0' \(working\)"):
        run(chain((Whole, "sleep")), stall_timeout=2, quiet=True)


def test_a_step_that_computes_is_left_alone() -> None:
    assert len(run(chain((Whole, "compute")), stall_timeout=2, quiet=True)["default"]["train"]) == 6


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"number": {}}, "no step 'number'; did you mean 'numbers'"),
        ({"numbers": {"cuont": 1}}, "no runtime parameter 'cuont'; did you mean 'count'"),
        ({"numbers": {"count": "many"}}, r"numbers\.count = 'many'"),
    ],
)
def test_a_wrong_parameter_is_refused(parameters: dict[str, dict[str, object]], message: str) -> None:
    with pytest.raises(UserError, match=message):
        run(chain(Plain), parameters=parameters, quiet=True)


def test_what_would_hang_or_cannot_be_chained_is_refused() -> None:
    with Pipeline(name="replicas") as pipeline:
        Numbers(name="numbers") >> Plain(name="plain", resources={"replicas": 2}) >> Whole(name="whole")
    with pytest.raises(UserError, match="'plain' has replicas and a GlobalStep right after it"):
        run(pipeline, quiet=True)
    with Pipeline(name="columns") as pipeline:
        Numbers(name="numbers") >> KeepColumns(name="keep", columns=["title"])
    with pytest.raises(UserError, match="requires inputs"):
        run(pipeline, quiet=True)


def test_replicas_lose_nothing_and_keep_the_order() -> None:
    with Pipeline(name="replicas") as pipeline:
        many = Plain(name="many", resources={"replicas": 2})
        Numbers(name="numbers", count=40) >> many >> Plain(name="one") >> Whole(name="whole")
    assert run(pipeline, quiet=True)["default"]["train"]["number"] == list(range(40))


def test_openmp_that_was_used_before_does_not_hang_the_workers() -> None:
    script = """
        import faiss, numpy as np, sys
        from cmining_distilabel.pipeline import run
        from distilabel.pipeline import Pipeline
        from distilabel.steps import StepInput, step
        from tests.fault_steps import Numbers

        def neighbours():
            points = np.random.default_rng(0).random((4000, 64), dtype=np.float32)
            return int(faiss.knn(points, points, 2)[1][:, 1].sum())

        @step(inputs=["number"], outputs=["number"])
        def WithFaiss(inputs: StepInput):
            neighbours()
            yield inputs

        faiss.omp_set_num_threads(4)
        neighbours()
        with Pipeline(name="openmp") as pipeline:
            Numbers(name="numbers") >> WithFaiss(name="faiss")
        print(len(run(pipeline, quiet=True, stall_timeout=20)["default"]["train"]))
    """
    command = [sys.executable, "-c", textwrap.dedent(script)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=50, check=True)
    assert done.stdout == "6\n"


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_the_workers_end_with_the_process_that_runs_them(end: signal.Signals, tmp_path: Path) -> None:
    script = f"""
        import sys
        from tests.pipeline.test_pipeline import Whole, chain, run
        from tests import fault_steps
        from pathlib import Path
        import os, time

        def note(fault):
            Path({str(tmp_path)!r}, "pid").write_text(str(os.getpid()))
            time.sleep(3600)

        fault_steps.do = note
        run(chain(Whole), quiet=True)
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], stderr=subprocess.DEVNULL, start_new_session=True
    )
    noted = tmp_path / "pid"
    while not (noted.exists() and noted.read_text()):
        time.sleep(0.05)
        assert process.poll() is None
    process.send_signal(end)
    process.wait(5)
    for _ in range(100):
        if not is_running(int(noted.read_text())):
            break
        time.sleep(0.05)
    else:
        pytest.fail("the worker outlived the run")


def is_running(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def test_a_pipeline_survives_yaml(tmp_path: Path) -> None:
    chain(Plain, Whole).save(tmp_path / "pipeline.yaml", format="yaml")
    assert len(run(load_pipeline(tmp_path / "pipeline.yaml"), quiet=True)["default"]["train"]) == 6


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "No such file"),
        ("a: [", "not valid YAML"),
        ("mode: paper", "holds no distilabel pipeline"),
        (
            "pipeline: {name: x, steps: [{name: a, step: {type_info: {module: nowhere, name: A}}}], connections: []}",
            "cannot be made.*nowhere",
        ),
    ],
)
def test_a_file_without_a_pipeline_is_refused(text: str | None, message: str, tmp_path: Path) -> None:
    path = tmp_path / "pipeline.yaml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(UserError, match=message):
        load_pipeline(path)
