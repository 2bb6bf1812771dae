"""`cmining generate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

_LLM = "LLM options"
_PLAN = "Plan"
_GATES = "Gates"


def generate(
    source: Annotated[str, typer.Argument(help="A mining result, a file of seeds, or a data set's id on the Hub.")],
    *,
    llm: Annotated[
        str,
        typer.Option(help="openai, transformers, inference-endpoints, or a class of distilabel.", rich_help_panel=_LLM),
    ] = "openai",
    out: Annotated[Path, typer.Option(help="Folder for the data; SOURCE itself may be it.")],
    model: Annotated[str | None, typer.Option(help="The model's name.", rich_help_panel=_LLM)] = None,
    base_url: Annotated[
        str | None,
        typer.Option(help="Server with the API of OpenAI: vLLM, llama.cpp, Ollama, TGI ...", rich_help_panel=_LLM),
    ] = None,
    llm_arg: Annotated[
        list[str] | None,
        typer.Option(help="NAME=VALUE, argument of the LLM's class; repeatable.", rich_help_panel=_LLM),
    ] = None,
    temperature: Annotated[float, typer.Option(min=0, help="Of the model.", rich_help_panel=_LLM)] = 0.7,
    max_new_tokens: Annotated[int, typer.Option(min=1, help="Longest answer.", rich_help_panel=_LLM)] = 768,
    json_schema: Annotated[
        bool, typer.Option(help="Hold the model to the task's JSON schema, where the server can.", rich_help_panel=_LLM)
    ] = True,
    concurrency: Annotated[
        int, typer.Option(min=1, help="Requests at a time; batch of a local model.", rich_help_panel=_LLM)
    ] = 16,
    retries: Annotated[int, typer.Option(min=0, help="For 408, 429, 5xx, timeouts.", rich_help_panel=_LLM)] = 6,
    timeout: Annotated[float, typer.Option(min=0, help="Seconds a request may take.", rich_help_panel=_LLM)] = 120,
    tasks: Annotated[
        str | None, typer.Option(help="Tasks, comma-separated; all but preference by default.", rich_help_panel=_PLAN)
    ] = None,
    language: Annotated[str, typer.Option(help="Write in: seed, en or both.", rich_help_panel=_PLAN)] = "seed",
    limit: Annotated[int | None, typer.Option(min=1, help="Most requests.", rich_help_panel=_PLAN)] = None,
    quota: Annotated[
        list[str] | None,
        typer.Option(
            help="Most requests of a value: culture:JP=100, task:dialogue=0.2; repeatable.", rich_help_panel=_PLAN
        ),
    ] = None,
    sampling_temperature: Annotated[
        float, typer.Option(help="1: cultures as the seeds have them; larger: flatter.", rich_help_panel=_PLAN)
    ] = 3.0,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the plan.", rich_help_panel=_PLAN)] = 0,
    prices: Annotated[
        Path | None,
        typer.Option(help="YAML, MODEL: {input: USD, output: USD} a million tokens.", rich_help_panel=_PLAN),
    ] = None,
    budget_usd: Annotated[
        float | None, typer.Option(min=0, help="Most dollars, with what OUT has cost before.", rich_help_panel=_PLAN)
    ] = None,
    preview: Annotated[
        int | None, typer.Option(min=0, help="Print so many prompts and the cost; call nothing.", rich_help_panel=_PLAN)
    ] = None,
    grounding: Annotated[
        float, typer.Option(min=0, max=1, help="Least similarity with the seed; 0: off.", rich_help_panel=_GATES)
    ] = 0.35,
    benchmark: Annotated[
        list[str] | None,
        typer.Option(help="Must not be in the data: files or data sets' ids; repeatable.", rich_help_panel=_GATES),
    ] = None,
    judge: Annotated[bool, typer.Option("--judge", help="Let the model judge, too.", rich_help_panel=_GATES)] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress bar.")] = False,
) -> None:
    """Write instruction data from seeds with a language model."""
    from cmining_distilabel.generation.engine import Limits
    from cmining_distilabel.generation.jobs import config_from, make_jobs
    from cmining_distilabel.generation.llms import make_llm, parameters_for
    from cmining_distilabel.generation.preview import preview as show
    from cmining_distilabel.generation.run import check_folder
    from cmining_distilabel.generation.run import generate as run
    from cmining_distilabel.generation.seeds import load_seeds
    from cmining_distilabel.generation.tokens import read_price

    config = config_from(
        tasks=tasks,
        language=language,
        limit=limit,
        quotas=quota or [],
        temperature=temperature,
        max_new_tokens=max_new_tokens,
        sampling_temperature=sampling_temperature,
        seed=seed,
        json_schema=json_schema,
        judge=judge,
        gates={"grounding": grounding, "benchmarks": tuple(benchmark or ())},
    )
    price = read_price(prices, model or "") if prices else None
    if preview is not None:
        jobs = make_jobs(load_seeds(source), config, model or "", {})
        typer.echo(show(jobs, preview, max_new_tokens, price, judge=judge))
        return
    check_folder(out)
    maker = make_llm(llm, model=model, base_url=base_url, arguments=llm_arg or (), timeout=timeout)
    limits = Limits(concurrency, retries, timeout=timeout, price=price, budget=budget_usd)
    report = run(source, out, maker, config, limits, parameters=parameters_for(llm, config), quiet=quiet)
    for gate, counts in report["gates"].items():
        typer.echo(f"{gate}: " + ", ".join(f"{count} {reason}" for reason, count in counts.items()))
    cost = "" if report["cost_usd"] is None else f", ${report['cost_usd']:,.4f} in all"
    left = report["left_out_for_budget"]
    typer.echo(
        f"{report['accepted']} rows accepted and {report['rejected']} rejected in {out}; "
        f"{report['tokens']['input'] + report['tokens']['output']:,} tokens{cost}"
        + (f"; {left} requests left out, the budget is used up" if left else "")
    )
