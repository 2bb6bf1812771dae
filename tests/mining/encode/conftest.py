import pytest

from cmining_distilabel.config import EmbedConfig
from cmining_distilabel.mining.encode.encoders import Encoder, load_encoder


@pytest.fixture(scope="session")
def use() -> Encoder:
    return load_encoder(EmbedConfig())
