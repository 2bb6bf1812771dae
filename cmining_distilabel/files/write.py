"""JSON, JSON lines, CSV and text as users read them."""

import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cmining_distilabel.errors import UserError
from cmining_distilabel.files.whole import whole_file

if TYPE_CHECKING:
    import pyarrow as pa


def write_bytes(path: str | Path, data: bytes) -> None:
    """Write a file, whole or not at all."""
    with whole_file(path) as partial:
        partial.write_bytes(data)


def write_text(path: str | Path, text: str) -> None:
    """Write UTF-8. Half a surrogate pair, as in the name of a file that is no UTF-8, becomes its escape."""
    write_bytes(path, text.encode("utf-8", "backslashreplace"))


def write_json(path: str | Path, value: Any) -> None:
    """Write JSON as a user reads it: indented, letters as they are. Figures that are not defined are null."""
    write_text(path, json_text(value))


def json_text(value: Any) -> str:
    """What `write_json` writes."""
    return json.dumps(_finite(value), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def write_lines(path: str | Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write a line of JSON a row."""
    with whole_file(path) as partial, partial.open("w", encoding="utf-8", errors="backslashreplace") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def write_csv(path: str | Path, table: "pa.Table") -> None:
    """Write comma-separated values with a header; null is an empty cell."""
    import pyarrow.csv  # slow to import, and few need it

    with whole_file(path) as partial:
        pyarrow.csv.write_csv(table, partial)


def make_folder(folder: str | Path, owned: str | None = None, *, overwrite: bool = True) -> Path:
    """Make a folder for results.

    Args:
        folder: its path.
        owned: a file that an earlier run of the same kind would have left there.
        overwrite: whether that run may be replaced.

    Raises:
        UserError: it cannot be made, or would be overwritten.
    """
    target = Path(folder)
    if owned and not overwrite and (target / owned).exists():
        raise UserError(f"{target} holds {owned} already; name another folder, or replace it with overwrite=True")
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"cannot make the folder {target}: {error.strerror}") from None
    return target


def check_utf8(path: str | Path) -> None:
    """Refuse a name that Arrow cannot open.

    Raises:
        UserError: the name is no UTF-8.
    """
    try:
        str(path).encode()
    except UnicodeEncodeError:
        shown = str(path).encode("utf-8", "backslashreplace").decode()
        raise UserError(f"the name of {shown} is not UTF-8; rename it, or choose another") from None


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {name: _finite(inner) for name, inner in value.items()}
    return list(map(_finite, value)) if isinstance(value, list | tuple) else value
