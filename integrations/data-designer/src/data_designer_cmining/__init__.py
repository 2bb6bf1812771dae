"""Culture Points in NeMo Data Designer: seeds of a mining result, and a column that says what is near its seed."""

from data_designer_cmining.config import CultureSeedSource, GroundingColumnConfig

__all__ = ["CultureSeedSource", "GroundingColumnConfig"]
