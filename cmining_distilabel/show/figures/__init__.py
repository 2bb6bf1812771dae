"""Figures of a result as image files."""
