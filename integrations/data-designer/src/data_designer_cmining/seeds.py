"""The seed reader."""

from typing import Any

import data_designer.lazy_heavy_imports as lazy
import pyarrow as pa
from data_designer.engine.resources.seed_reader import SeedReader, SeedReaderConfigError

from cmining_distilabel.errors import UserError
from cmining_distilabel.generation.plan import Spread, plan
from cmining_distilabel.generation.seeds import load_seeds
from cmining_distilabel.mining.result.filter import Filter
from data_designer_cmining.config import CultureSeedSource

_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("point_id", pa.string()),
        ("title", pa.string()),
        ("text", pa.string()),
        ("language", pa.string()),
        ("culture", pa.string()),
        ("culture_name", pa.string()),
        ("culture_share", pa.float32()),
        ("facet", pa.string()),
        ("source", pa.string()),
        ("url", pa.string()),
        ("license", pa.string()),
    ]
)
_TABLE = "culture_seeds"


class CultureSeedReader(SeedReader[CultureSeedSource]):
    """Reads the wanted seeds, the columns of `_SCHEMA` of them, null where a file of one's own lacks one."""

    def get_dataset_uri(self) -> str:
        return _TABLE

    def create_duckdb_connection(self) -> Any:
        connection = lazy.duckdb.connect()
        connection.register(_TABLE, self._table())
        return connection

    def _table(self) -> pa.Table:
        source = self.source
        wanted = Filter(
            culture=source.culture, facet=source.facet, language=source.language, min_share=source.min_share
        )
        try:
            seeds = load_seeds(source.path, wanted)
        except UserError as error:
            raise SeedReaderConfigError(str(error)) from None
        if source.balanced:
            spread = Spread(temperature=source.temperature, seed=source.seed)
            slots = plan(seeds, [[("any", seed["language"])] for seed in seeds], spread=spread)
            seeds = [seeds[place] for place, _, _ in slots]
        return pa.Table.from_pylist([{name: seed.get(name) for name in _SCHEMA.names} for seed in seeds], _SCHEMA)
