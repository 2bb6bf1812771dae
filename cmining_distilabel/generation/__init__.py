"""Asking a language model, without a pipeline: seeds, answers that are kept, and what it costs."""
