"""`cmining run` and `cmining recipe`: distilabel pipelines from YAML, those of the package among them."""

from typing import Annotated

import typer

from cmining_distilabel.cli.app import App, Quiet
from cmining_distilabel.errors import word_lines
from cmining_distilabel.text import counted, wrapped

recipe_app = App(help="The distilabel pipelines that come with the package.")


def run_pipeline(
    recipe: Annotated[str, typer.Argument(help="A recipe's name, or a distilabel pipeline in YAML.")],
    *,
    out: Annotated[str, typer.Option(help="Folder for the result, local or any fsspec URL.")],
    param: Annotated[list[str] | None, typer.Option(help="STEP.NAME=VALUE, a runtime parameter; repeatable.")] = None,
    quiet: Quiet = False,
) -> None:
    """Run a distilabel pipeline safely: no stale cache, no hang, no silent loss."""
    from cmining_distilabel.pipeline.recipes import run_recipe

    word_lines(str)  # the names are those of the steps' parameters
    for name, rows in run_recipe(recipe, param or [], out, quiet=quiet).items():
        typer.echo(f"{name}: {counted(rows, 'row')}")


@recipe_app.command("list")
def list_recipes() -> None:
    """Name the packaged recipes."""
    from cmining_distilabel.pipeline.recipes import recipes

    for name, summary in recipes().items():
        typer.echo(wrapped(f"{name:18}", summary))


@recipe_app.command("show")
def show_recipe(
    name: Annotated[str, typer.Argument(help="A recipe's name.")],
    yaml: Annotated[bool, typer.Option("--yaml", help="The whole pipeline, as distilabel reads it.")] = False,
) -> None:
    """List what one sets of a packaged recipe with `cmining run NAME --param PARAMETER=VALUE`."""
    from cmining_distilabel.pipeline.recipes import recipe_parameters, recipe_path, recipes

    path = recipe_path(name)
    if yaml:
        typer.echo(path.read_text(encoding="utf-8"), nl=False)
        return
    typer.echo(recipes()[name])
    for step, parameters in recipe_parameters(name).items():
        typer.echo(f"\n{step or 'in several steps'}")
        for key, words in parameters:
            typer.echo(wrapped(f"  {step}.{key}  " if step else f"  {key}  ", words))
