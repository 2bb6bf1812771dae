"""Fine-tune a LoRA adapter on conversations, by a file of settings: trl, peft and accelerate (`pip install
'cmining-distilabel[train]'`).

    python examples/train_lora.py examples/train/qwen2.5-0.5b.yaml --data data/calibrated.jsonl \\
        --benchmark CulturalBench-Easy.csv --benchmark CulturalBench-Hard.csv --out adapters/calibrated
    accelerate launch --config_file examples/train/accelerate/fsdp.yaml examples/train_lora.py \\
        examples/train/qwen2.5-32b-fsdp.yaml --data ... --benchmark ... --out ...

Before anything is downloaded it is checked that the machine can do it. Rows that repeat a benchmark are dropped, and
counted in train.json beside the settings; cost.json has seconds and tokens.
"""

import argparse
import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cmining_distilabel.cost.account import record
from cmining_distilabel.cost.meter import Meter
from cmining_distilabel.errors import UserError
from cmining_distilabel.evaluation.downstream.model import check_adapter
from cmining_distilabel.training import TrainSettings, check_hardware, decontaminate, read_conversations, read_settings


def main() -> None:
    options = parse()
    settings = read_settings(options.settings)
    if options.base_model:
        settings = settings.model_copy(update={"base_model": options.base_model})
    check_hardware(settings, options.settings)
    if options.adapter:
        check_adapter(options.adapter, settings.base_model)
    if (options.out / "adapter_config.json").exists():
        raise UserError(f"{options.out} holds an adapter already; name another folder")
    rows = read_conversations(options.data)
    kept, dropped = decontaminate(rows, options.benchmark, similarity=options.similarity)
    print(f"{len(rows)} conversations, {sum(dropped.values())} dropped because they repeat a benchmark: {dropped}")
    if not kept:
        raise UserError(f"no conversation of {options.data} is left after decontamination")
    meter = Meter()
    with meter("train") as spent:
        found = train(settings, kept, options.out, options.adapter)
        spent.input_tokens = int(found.pop("tokens"))
    report = {
        "settings": settings.model_dump(mode="json"),
        "data": options.data,
        "started_from": options.adapter,
        "rows": len(rows),
        "benchmarks": options.benchmark,
        "dropped": dropped,
        **found,
        "versions": {name: version(name) for name in ("torch", "transformers", "trl", "peft", "accelerate")},
    }
    if found["main_process"]:
        (options.out / "train.json").write_text(
            json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        record(options.out, "train", meter.rows(), model=settings.base_model, paid=False, rows=len(kept))
        print(f"adapter in {options.out}: {found['steps']} steps, loss {found['loss']:.4f}")


def train(settings: TrainSettings, rows: list[dict[str, Any]], out: Path, adapter: str | None) -> dict[str, Any]:
    import datasets
    import torch
    import transformers
    from peft import AutoPeftModelForCausalLM, LoraConfig
    from transformers import BitsAndBytesConfig, set_seed
    from trl import SFTConfig, SFTTrainer

    if not sys.stderr.isatty():
        datasets.disable_progress_bars()
        transformers.utils.logging.disable_progress_bar()
    set_seed(settings.seed)  # the adapter's first weights are drawn, too
    dtype = torch.bfloat16 if torch.cuda.is_available() else torch.float32
    four_bits = BitsAndBytesConfig(
        load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=True, bnb_4bit_compute_dtype=dtype
    )
    lora = LoraConfig(
        r=settings.lora_rank,
        lora_alpha=settings.lora_alpha,
        lora_dropout=settings.lora_dropout,
        target_modules=settings.target_modules
        if isinstance(settings.target_modules, str)
        else [*settings.target_modules],
        task_type="CAUSAL_LM",
    )
    arguments = SFTConfig(
        output_dir=str(out),
        num_train_epochs=settings.epochs,
        max_steps=settings.max_steps,
        learning_rate=settings.learning_rate,
        lr_scheduler_type=settings.scheduler,
        warmup_steps=settings.warmup_steps,
        per_device_train_batch_size=settings.batch_size,
        gradient_accumulation_steps=settings.gradient_accumulation,
        gradient_checkpointing=torch.cuda.is_available(),
        max_length=settings.max_length,
        assistant_only_loss=settings.assistant_only_loss,
        bf16=dtype is torch.bfloat16,
        seed=settings.seed,
        data_seed=settings.seed,
        logging_steps=1,
        save_strategy="no",
        report_to="none",  # no network that nobody asked for
        disable_tqdm=not sys.stderr.isatty(),
        # A model that is there already takes none of these.
        model_init_kwargs=None if adapter else {"dtype": dtype},
    )
    wish = {} if settings.thinking is None else {"chat_template_kwargs": {"enable_thinking": settings.thinking}}
    data = datasets.Dataset.from_list([{"messages": row["messages"], **wish} for row in rows])
    trainer = SFTTrainer(
        model=AutoPeftModelForCausalLM.from_pretrained(adapter, is_trainable=True) if adapter else settings.base_model,
        args=arguments,
        train_dataset=data,
        quantization_config=four_bits if settings.method == "qlora" and not adapter else None,
        peft_config=None if adapter else lora,
    )
    result = trainer.train()
    trainer.save_model(str(out))  # under FSDP all processes take part in this
    (out / "training_args.bin").unlink(missing_ok=True)  # a pickle; train.json has all of it that matters
    losses = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
    tokens = max((entry.get("num_tokens", 0) for entry in trainer.state.log_history), default=0)
    return {
        "steps": result.global_step,
        "loss": result.training_loss,
        "losses": losses,
        "tokens": tokens,
        "main_process": trainer.accelerator.is_main_process,
    }


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Fine-tune a LoRA adapter on conversations, by a file of settings.")
    parser.add_argument("settings", help="YAML of examples/train")
    parser.add_argument("--data", required=True, help="folder of cmining generate, or a Parquet or JSONL file")
    parser.add_argument("--out", required=True, type=Path, help="folder for the adapter")
    parser.add_argument("--base-model", help="in place of the one in the settings")
    parser.add_argument("--adapter", help="go on from this adapter of the same base model")
    parser.add_argument("--benchmark", action="append", default=[], help="must not be in the data; repeatable")
    parser.add_argument("--similarity", type=float, default=0.7, help="from which a row repeats a benchmark; 0: words")
    parser.add_argument("--unchecked", action="store_true", help="train without a benchmark to check against")
    options = parser.parse_args()
    if not options.benchmark and not options.unchecked:
        raise UserError("name the benchmarks that must not be in the data (--benchmark), or say --unchecked")
    return options


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        print(f"train_lora: {error}", file=sys.stderr)
        sys.exit(2)
