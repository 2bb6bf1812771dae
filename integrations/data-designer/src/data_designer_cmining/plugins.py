"""What the entry points name."""

from data_designer.plugins import Plugin, PluginType

_HERE = "data_designer_cmining"
seeds = Plugin(
    config_qualified_name=f"{_HERE}.config.CultureSeedSource",
    impl_qualified_name=f"{_HERE}.seeds.CultureSeedReader",
    plugin_type=PluginType.SEED_READER,
)
grounding = Plugin(
    config_qualified_name=f"{_HERE}.config.GroundingColumnConfig",
    impl_qualified_name=f"{_HERE}.grounding.GroundingColumnGenerator",
    plugin_type=PluginType.COLUMN_GENERATOR,
)
