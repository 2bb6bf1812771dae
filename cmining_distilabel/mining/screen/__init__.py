"""Screening: documents that are surely not about culture are ruled out by their letters and words, before encoding."""
