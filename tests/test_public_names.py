import subprocess
import sys

import pytest


def python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = "('distilabel', 'faiss', 'datasets', 'sklearn', 'torch', 'numpy')"
    assert python(f"import cmining_distilabel, sys; print([m for m in {heavy} if m in sys.modules])") == "[]\n"


def test_every_public_name_is_there() -> None:
    code = "import cmining_distilabel as c; print(all(getattr(c, name) for name in c.__all__) and dir(c) == c.__all__)"
    assert python(code) == "True\n"


@pytest.mark.parametrize(
    "first",
    [
        "import cmining_distilabel.mining.miner",
        "from cmining_distilabel.mining.miner import mine",
        "import cmining_distilabel",
    ],
)
def test_mine_is_the_function_whatever_was_imported_before(first: str) -> None:
    code = f"{first}; from cmining_distilabel import mine; import inspect; print(inspect.isfunction(mine))"
    assert python(code) == "True\n"
