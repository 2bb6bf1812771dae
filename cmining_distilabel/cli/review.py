"""`cmining review`: what reviewers said of a result, summed up, applied to it, and asked for."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cmining_distilabel.cli.app import App, Result
from cmining_distilabel.cli.options import with_filter_options
from cmining_distilabel.mining.result.filter import Filter

if TYPE_CHECKING:
    from cmining_distilabel.evaluation.statistics import Resampling
    from cmining_distilabel.show.review.decisions import Decision
    from cmining_distilabel.show.review.ratings import Rating

review_app = App(help="What reviewers say of a result.")

_Reviewed = Annotated[str, typer.Argument(help="The result that was reviewed: a folder, or hub:org/name.")]
_DECISIONS = "CSV files that reviewers exported from the report, or folders of Argilla's `to_disk`."


@review_app.command("apply")
@with_filter_options
def apply_review(
    folder: _Reviewed,
    files: Annotated[list[Path], typer.Argument(help=_DECISIONS)],
    *,
    out: Annotated[Path, typer.Option(help="Folder for the curated result.")],
    only_reviewed: Annotated[
        bool, typer.Option("--only-reviewed", help="Leave out the seeds that nobody decided on.")
    ] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the result in the folder.")] = False,
    wanted: Filter,
) -> None:
    """Make a curated result: without rejected seeds, cultures and facets as they were corrected, or some of it."""
    from cmining_distilabel.mining.result.result import check_output
    from cmining_distilabel.show.current import load_current
    from cmining_distilabel.show.review.curate import curate
    from cmining_distilabel.show.review.decisions import read_decisions

    check_output(out, overwrite=overwrite)
    found = curate(load_current(folder), read_decisions(files), only_reviewed=only_reviewed)
    found = found.filter(wanted)  # by the corrected cultures and facets
    found.save(out, overwrite=overwrite)
    done = found.funnel["review"]
    typer.echo(
        f"{_many(done['decided'], 'seed')} decided by {_many(done['reviewers'], 'reviewer')}: "
        f"{done['rejected']:,} rejected, "
        f"{done['culture_corrected']:,} of another culture, {done['facet_corrected']:,} of another facet"
    )
    typer.echo(f"{_many(len(found.points), 'point')} with {_many(len(found.seeds), 'seed')} in {out}")


@review_app.command("summarize")
@with_filter_options
def summarize_review(
    folder: _Reviewed,
    files: Annotated[list[Path], typer.Argument(help=f"{_DECISIONS} Ratings of sets and decisions on seeds.")],
    *,
    resamples: Annotated[int, typer.Option(min=0, help="Bootstrap resamples of the intervals; 0: none.")] = 1000,
    wanted: Filter,
) -> None:
    """How good the points and the names of cultures are, with intervals, and how far the reviewers agree."""
    from cmining_distilabel.evaluation.statistics import Resampling
    from cmining_distilabel.show.current import load_current
    from cmining_distilabel.show.review.decisions import read_decisions
    from cmining_distilabel.show.review.labels import is_export
    from cmining_distilabel.show.review.ratings import read_ratings
    from cmining_distilabel.show.review.wanted import decisions_on, ratings_of

    result = load_current(folder)
    resampling = Resampling(resamples=resamples)
    ratings = [path for path in files if is_export(path)]
    if ratings:
        _print_ratings(ratings_of(result, read_ratings(ratings), wanted), resampling)
    if decisions := [path for path in files if path not in ratings]:
        _print_precision(decisions_on(result, read_decisions(decisions), wanted), resampling)


def _print_ratings(ratings: "list[Rating]", resampling: "Resampling") -> None:
    from cmining_distilabel.evaluation.tables import print_table, shown
    from cmining_distilabel.show.review.ratings import ARMS, summarize

    rows = [
        (
            axis,
            *(f"{shown(found.means[arm], 2)} (n = {found.points[arm]})" for arm in ARMS),
            shown(found.difference, 2),
            _alpha(found.alpha),
        )
        for axis, found in summarize(ratings, resampling).items()
    ]
    raters = len({rating.rater for rating in ratings})
    header = ("axis", *ARMS, "mined less random", "Krippendorff's alpha")
    print_table(f"Ratings from 0 to 4 of {_many(raters, 'reviewer')}", header, rows)


def _print_precision(decisions: "list[Decision]", resampling: "Resampling") -> None:
    from cmining_distilabel.evaluation.tables import print_table, shown
    from cmining_distilabel.show.review.precision import ASKED, precision

    found = precision(decisions, resampling)
    rows = [(name, shown(found.shares[name], 2), _alpha(found.alpha[name])) for name in ASKED]
    reviewers = len({decision.reviewer for decision in decisions})
    title = f"{_many(found.seeds, 'seed')} decided by {_many(reviewers, 'reviewer')}"
    print_table(title, ("of the seeds", "share", "Krippendorff's alpha"), rows)


def _alpha(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'s' * (count != 1)}"


@review_app.command("argilla")
@with_filter_options
def review_in_argilla(
    folder: Result,
    *,
    out: Annotated[Path, typer.Option(help="Folder for the records.")],
    name: Annotated[str, typer.Option(help="Name of the data set in Argilla.")] = "culture-seeds",
    wanted: Filter,
) -> None:
    """Write the seeds as records of Argilla: `argilla.Dataset.from_disk` loads them, answers come back by `to_disk`."""
    from cmining_distilabel.show.current import load_current
    from cmining_distilabel.show.review.argilla import write_argilla

    typer.echo(f"{write_argilla(load_current(folder).filter(wanted), out, name):,} records in {out}")


@review_app.command("labels")
@with_filter_options
def labels_of_review(
    folder: _Reviewed,
    files: Annotated[list[Path], typer.Argument(help="CSV files that reviewers exported from its report.")],
    *,
    out: Annotated[Path, typer.Option(help="CSV file of ids and labels, for `evaluate mining --labels`.")],
    threshold: Annotated[
        float, typer.Option(min=0, max=4, help="Mean specificity from which a set is cultural.")
    ] = 2.5,
    wanted: Filter,
) -> None:
    """Labels of documents, cultural or neutral, from the ratings of the sets that they were shown in."""
    import pyarrow as pa

    from cmining_distilabel.files import make_folder, write_csv
    from cmining_distilabel.show.review.labels import rating_labels

    found = rating_labels(folder, files, wanted, threshold=threshold).by_id
    make_folder(out.parent)
    write_csv(out, pa.table({"id": list(found), "label": list(found.values())}))
    typer.echo(f"{len(found)} labels in {out}")
