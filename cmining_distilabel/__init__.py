"""Culture Points from raw multilingual text."""

__version__ = "0.1.0"
