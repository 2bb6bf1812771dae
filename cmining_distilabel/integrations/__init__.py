"""Blocks for other people's pipelines; each needs an extra of its own, which its error names."""
