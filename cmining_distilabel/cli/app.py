"""The application's class: help that is read in 80 columns, by groups, and in a pipe; and what many commands take."""

from collections.abc import Callable
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

Inputs = Annotated[
    list[str], typer.Argument(help="JSONL, Parquet, CSV, folders, Hub data set ids; LANG=INPUT sets a language.")
]
Result = Annotated[str, typer.Argument(help="A result folder, or hub:org/name.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress bars and no tables.")]

_OWN = "Options"  # of a command, before the groups
_WIDEST = 34  # columns of names, beside their help
_SENTENCE = 300  # characters of a command's help in a list, at most


class Command(TyperCommand):
    """A command whose help lists its options group by group, each with all of its words."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        groups: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):
            if (record := param.get_help_record(ctx)) is not None:
                own = "Arguments" if param.param_type_name == "argument" else _OWN
                panel = getattr(param, "rich_help_panel", None) or own
                groups.setdefault(panel, []).append(record)
        for name, records in groups.items():
            with formatter.section(name):
                formatter.write_dl(records, col_max=_WIDEST)


class Group(TyperGroup):
    """Commands by what they are for, each with the whole of its first sentence."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        panels: dict[str, list[tuple[str, str]]] = {}
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                panel = getattr(command, "rich_help_panel", None) or "Commands"
                panels.setdefault(panel, []).append((name, command.get_short_help_str(_SENTENCE)))
        for panel, rows in panels.items():
            with formatter.section(panel):
                formatter.write_dl(rows)


class App(typer.Typer):
    """`typer.Typer` with such commands."""

    def __init__(self, group: type[TyperGroup] = Group, **options: Any) -> None:
        super().__init__(no_args_is_help=True, rich_markup_mode=None, cls=group, **options)

    def command(self, name: str | None = None, **options: Any) -> Callable[[Any], Any]:
        return super().command(name, **{"cls": Command, **options})
