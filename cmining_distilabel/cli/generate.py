"""`cmining generate`."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer
from pydantic import BaseModel

from cmining_distilabel.cli.app import Quiet
from cmining_distilabel.cli.options import as_command, options_of, saying_what_is_kept, values_of, with_filter_options
from cmining_distilabel.errors import Failure
from cmining_distilabel.generation.config import GateConfig, GenerateConfig, JudgeModel, Limits, ReviserModel
from cmining_distilabel.mining.result.filter import Filter
from cmining_distilabel.text import counted

_MODEL = "The model"
_ROLES: dict[str, type[BaseModel]] = {"judge": JudgeModel, "reviser": ReviserModel}


class _Named(NamedTuple):
    """A model as it is named on the command line."""

    model: str | None
    llm: str | None
    base_url: str | None
    llm_args: Sequence[str]

    def beside(self, writer: "_Named") -> "_Named":
        """With what was not given as the writer has it: its class, and, of that class, its server and name."""
        if self.llm not in (None, writer.llm):
            return self
        same_server = self.base_url in (None, writer.base_url)
        arguments = [*(writer.llm_args if same_server else ()), *self.llm_args]
        return _Named(self.model or writer.model, writer.llm, self.base_url or writer.base_url, arguments)


def _named(role: str, given: Mapping[str, Any]) -> _Named:
    model, llm, base_url = (given.get(f"{role}_{name}") for name in ("model", "llm", "base_url"))
    return _Named(model, llm, base_url, given.get(f"{role}_llm_args") or ())


def _with_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of the configs, and pass it the configs that they make."""

    def wrapper(**given: Any) -> None:
        gates, limits = values_of(GateConfig, given), values_of(Limits, given)
        roles = {role: _named(role, values_of(kind, given)) for role, kind in _ROLES.items()}
        values = values_of(GenerateConfig, given)
        values |= {"judge": True} if any(roles["judge"]) and not values.get("answer_again") else {}
        values |= {"revise": True} if any(roles["reviser"]) else {}
        config = GenerateConfig(**values, gates=GateConfig(**gates))
        with saying_what_is_kept("nothing was asked"):
            command(config=config, limits=Limits(**limits), roles=roles, **given)

    models: tuple[type[BaseModel], ...] = (GenerateConfig, *_ROLES.values(), Limits, GateConfig)
    options = [option for model in models for option in options_of(model)]
    return as_command(wrapper, command, ("config", "limits", "roles"), options)


@with_filter_options
@_with_options
def generate(
    source: Annotated[str, typer.Argument(help="A mining result, a file of seeds, or a data set's id on the Hub.")],
    *,
    llm: Annotated[
        str,
        typer.Option(
            help="openai, transformers, inference-endpoints, or a class of distilabel.", rich_help_panel=_MODEL
        ),
    ] = "openai",
    out: Annotated[Path, typer.Option(help="Folder for the data; SOURCE itself may be it.")],
    model: Annotated[str | None, typer.Option(help="The model's name.", rich_help_panel=_MODEL)] = None,
    base_url: Annotated[
        str | None,
        typer.Option(help="Server with the API of OpenAI: vLLM, llama.cpp, Ollama, TGI ...", rich_help_panel=_MODEL),
    ] = None,
    llm_arg: Annotated[
        list[str] | None,
        typer.Option(help="NAME=VALUE, argument of the LLM's class; repeatable.", rich_help_panel=_MODEL),
    ] = None,
    prices: Annotated[
        Path | None, typer.Option(help="YAML, MODEL: {input: USD, output: USD} a million tokens.")
    ] = None,
    preview: Annotated[
        int | None, typer.Option(min=0, help="Print so many prompts and the cost; call nothing.")
    ] = None,
    quiet: Quiet = False,
    wanted: Filter,
    config: GenerateConfig,
    limits: Limits,
    roles: dict[str, _Named],
) -> None:
    """Write instruction data from seeds with a language model."""
    from cmining_distilabel.cost.prices import read_price, read_prices
    from cmining_distilabel.generation.jobs import make_jobs
    from cmining_distilabel.generation.llms import Speaker, make_llm, parameters_for
    from cmining_distilabel.generation.preview import Asked
    from cmining_distilabel.generation.preview import preview as show
    from cmining_distilabel.generation.run import check_folder
    from cmining_distilabel.generation.run import generate as run
    from cmining_distilabel.generation.seeds import load_seeds
    from cmining_distilabel.generation.server_errors import address_of
    from cmining_distilabel.hub.cards import write_card

    writer = _Named(model, llm, base_url, llm_arg or ())
    used = {"judge": config.judge or config.answer_again, "reviser": config.revise}
    named = {role: own.beside(writer) for role, own in roles.items() if used[role]}
    if prices:
        found = {own.model or "": read_price(prices, own.model or "") for own in (writer, *named.values())}
        limits = limits.model_copy(update={"price": found[model or ""], "prices": {**read_prices(prices).models}})
    if preview is not None:
        plan = make_jobs(load_seeds(source, wanted), config, model or "", {})
        bill = {role: Asked(own.model or "", limits.prices.get(own.model or "")) for role, own in named.items()}
        typer.echo(show(plan, preview, config, Asked(model or "", limits.price), **bill))
        return
    check_folder(out)

    def speaker(own: _Named, role: str = "") -> Speaker:
        name, settings = own.llm or "openai", config.model_copy(update={"temperature": 0.0} if role == "judge" else {})
        made = make_llm(
            name, model=own.model, base_url=own.base_url, arguments=own.llm_args, timeout=limits.timeout, role=role
        )
        return Speaker(made, parameters_for(name, settings))

    maker, parameters = speaker(writer)
    others = {role: speaker(own, role) for role, own in named.items() if any(roles[role])}
    report = run(source, out, maker, config, limits, wanted=wanted, parameters=parameters, quiet=quiet, **others)
    if (out / "points.parquet").is_file():
        write_card(out)
    for gate, counts in report["gates"].items():
        typer.echo(f"{gate}: " + ", ".join(f"{count} {reason}" for reason, count in counts.items()))
    cost = "" if report["cost_usd"] is None else f", ${report['cost_usd']:,.4f} in all"
    left = report["left_out_for_budget"]
    typer.echo(
        f"{counted(report['accepted'], 'row')} accepted and {report['rejected']} rejected in {out}; "
        f"{report['tokens']['input'] + report['tokens']['output']:,} tokens{cost}"
        + (f"; {counted(left, 'request')} left out, the budget is used up" if left else "")
    )
    cut = sum(counts.get(reason, 0) for counts in report["gates"].values() for reason in ("cut", "cut_reasoning"))
    if cut:
        typer.echo(f"{cut} answers were cut off: raise --max-new-tokens, which is {config.max_new_tokens}")
    if not report["accepted"]:
        raise Failure(f"nothing was accepted from {_asked(report, address_of(maker))}: {_why_nothing(report)}")


def _asked(report: dict[str, Any], address: str | None) -> str:
    return f"{report['model']}" + (f" at {address}" if address else "")


def _why_nothing(report: dict[str, Any]) -> str:
    """The commonest reasons in words; what a server said, where it failed."""
    if not report["rejected"]:
        return "the budget leaves out every request"
    counts = sorted(
        ((count, reason) for gate in report["gates"].values() for reason, count in gate.items()), reverse=True
    )
    failed = report["failures"][0][0] if report["failures"] else ""
    return "; ".join(
        f"{count} of {report['requests']}: "
        + (failed if reason == "request_failed" and failed else report["reasons"][reason])
        for count, reason in counts[:3]
    )
