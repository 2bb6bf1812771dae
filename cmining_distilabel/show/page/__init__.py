"""A result as one HTML page that opens from disk: what was mined, why, and a place to rate it."""

import base64
import hashlib
import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cmining_distilabel.errors import UserError
from cmining_distilabel.files import make_folder, write_text
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.show.current import check_current, load_current
from cmining_distilabel.show.page.curves import curves, find_sweep
from cmining_distilabel.show.page.data import page_data
from cmining_distilabel.show.page.summary import summary
from cmining_distilabel.show.review.sets import review_items

__all__ = ["write_report"]

_HERE = Path(__file__).parent
_SCRIPTS = (
    "dom", "filter", "matrix", "panel", "territories", "labels", "views", "map", "world", "points", "curation",
    "review", "app",
)  # fmt: skip


def write_report(
    result: MiningResult | str | Path, path: str | Path | None = None, *, sweep: str | Path | None = None
) -> Path:
    """Write the page.

    It holds its scripts, styles and data, sends no request (a Content Security Policy forbids it), and stays under
    15 MB: beyond 50,000 documents the map shows a balanced sample and says so.

    Args:
        result: a result or its folder.
        path: the file to write; by default report.html in the folder.
        sweep: what `cmining sweep` wrote, its folder or sweep.csv; by default one that is in the result's folder.

    Raises:
        UserError: the folder is no result, or one of an older version; the sweep is none; or the file cannot be
            written.
    """
    folder = None if isinstance(result, MiningResult) else Path(result)
    found = check_current(result) if isinstance(result, MiningResult) else load_current(result)
    if path is None and folder is None:
        raise UserError("a result that is in no folder needs a path for its report")
    target = Path(path) if path is not None else Path(folder or "") / "report.html"
    if target.is_file() and target.suffix.lower() not in (".html", ".htm"):
        raise UserError(f"{target} is there and is no page, so it is not replaced; name an .html file")
    # The folder keeps no date: that of its files is when it was mined.
    moment = (folder / "versions.json").stat().st_mtime if folder else datetime.now().timestamp()
    facts = {**summary(found), "curves": curves(found, find_sweep(folder, sweep))}
    page = _render(found, facts, datetime.fromtimestamp(moment, timezone.utc).strftime("%Y-%m-%d %H:%M UTC"))
    make_folder(target.parent)
    write_text(target, page)
    return target


def _render(result: MiningResult, facts: dict[str, Any], date: str) -> str:
    # What is drawn at random depends on the whole result, by which ratings are read.
    review = [] if "filter" in result.funnel else review_items(result)
    data = {**page_data(result), "review": review, "run": facts["run"]}
    script = "\n".join((_HERE / "scripts" / f"{name}.js").read_text(encoding="utf-8") for name in _SCRIPTS)
    style = (_HERE / "style.css").read_text(encoding="utf-8")
    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["count"] = lambda value: f"{value:,}"
    return environment.get_template("page.html.jinja").render(
        **facts,
        date=date,
        on_map=len(data["documents"]["x"]),
        points_shown=len(data["points"]),
        seeds_shown=len(data["seeds"]),
        style=Markup(style),
        script=Markup(script),
        style_hash=_hash(style),
        script_hash=_hash(script),
        data=_json(data),
    )


def _json(value: Any) -> Markup:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
