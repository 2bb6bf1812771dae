"""What a run learned, kept as arrays beside its tables."""

FILE = "model.npz"
"""Where a result's folder has it."""
