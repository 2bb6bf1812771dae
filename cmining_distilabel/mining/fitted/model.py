"""Everything but the encoder that scoring a document takes, in one file of arrays."""

import zipfile
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from cmining_distilabel.config import MiningConfig
from cmining_distilabel.errors import UserError, one_line
from cmining_distilabel.mining.calibrate.anchors.compare import AnchorVectors, CultureScale
from cmining_distilabel.mining.calibrate.debias import Debias
from cmining_distilabel.mining.calibrate.geometry import Geometry, Moments
from cmining_distilabel.mining.culture.model import CultureModel
from cmining_distilabel.mining.culture.posterior import Weights
from cmining_distilabel.mining.culture.witnesses.vectors import Discriminant
from cmining_distilabel.mining.fitted.topic import TopicModel

_FORMAT = 1
_TEXTS = ("cultures", "languages", "names", "words")


@dataclass(frozen=True)
class FittedModel:
    """What a run learned.

    Attributes:
        encoder: id of the encoder that its vectors are of.
        debias: takes the language out of them.
        anchors: what documents are compared with, in the space of `debias`.
        facets: names of the rows of `anchors.facets`.
        facet: moments of the facet score over universal sentences.
        scale: turns vectors into evidence for cultures.
        topic: would a document count as culture.
        topic_limit: probability of it that as many documents with an owner reached as became seeds.
        culture_share: posterior from which a culture is named.
        culture: what the corpus taught.
    """

    encoder: str
    debias: Debias
    anchors: AnchorVectors
    facets: tuple[str, ...]
    facet: Moments
    scale: CultureScale
    topic: TopicModel
    topic_limit: float
    culture_share: float
    culture: CultureModel

    @classmethod
    def of(
        cls,
        encoder: str,
        geometry: Geometry,
        culture: CultureModel,
        facet: NDArray[np.floating],
        cultural: NDArray[np.bool_],
        owned: NDArray[np.bool_],
        config: MiningConfig,
    ) -> "FittedModel":
        """From the stages of a run, whose geometry has anchors.

        Args:
            encoder: its id.
            geometry: of n documents.
            culture: what they taught.
            facet: shape (n,), their facet scores.
            cultural: shape (n,), whether they counted as culture, with their neighbours.
            owned: shape (n,), whether it is sure whose they are.
            config: culture_share, seed.
        """
        assert geometry.anchors is not None
        assert geometry.null is not None
        scale = geometry.null.facet
        deviations = (facet - scale.mean) / scale.spread
        topic = TopicModel.of(geometry.vectors, deviations, cultural, config.seed)
        rows = np.flatnonzero(owned)
        likely = np.sort(topic.probability_of(rows, geometry.vectors, deviations))[::-1]
        count = int((owned & cultural).sum())
        return cls(
            encoder=encoder,
            debias=geometry.debias,
            anchors=geometry.anchors,
            facets=geometry.facets,
            facet=geometry.null.facet,
            scale=geometry.null.cultures,
            topic=topic,
            topic_limit=float(likely[count - 1]) if count else 1.0,
            culture_share=config.culture_share,
            culture=culture,
        )

    def save(self, path: Path) -> None:
        """Write one compressed file of arrays; no pickle. Directions are kept in half precision."""
        values: dict[str, Any] = {"format": _FORMAT, "encoder": self.encoder, "facets": _texts(self.facets)}
        values |= {"debias_languages": _texts(self.debias.languages), "debias_offsets": self.debias.offsets}
        values |= {"debias_directions": self.debias.directions}
        values |= _halves("anchors", self.anchors) | _halves("taught", self.culture.taught)
        center = np.empty(0, np.float32) if self.scale.center is None else self.scale.center
        values |= {"scale_mean": self.scale.mean, "scale_spread": self.scale.spread, "scale_center": center}
        values |= {"scale_anchors": self.scale.anchors.astype(np.float16)}
        values |= {f"weight_{name}": value for name, value in asdict(self.culture.weights).items()}
        values |= {name: _texts(getattr(self.culture, name)) for name in _TEXTS}
        values |= {"facet_mean": self.facet.mean, "facet_spread": self.facet.spread, "topic_limit": self.topic_limit}
        values |= {f"topic_{name}": getattr(self.topic, name) for name in _fields(TopicModel)}
        values |= {"culture_share": self.culture_share, "prior": self.culture.prior, "trust": self.culture.trust}
        odds = self.culture.odds
        values |= {"odds": odds.data.astype(np.float16), "odds_indices": odds.indices, "odds_starts": odds.indptr}
        with path.open("wb") as file:
            np.savez_compressed(file, **values)

    @classmethod
    def load(cls, path: Path) -> "FittedModel":
        """Read it back.

        Raises:
            UserError: there is no such file, or it is damaged or of another version.
        """
        try:
            with np.load(path, allow_pickle=False) as file:
                found = dict(file)
            if int(found["format"]) != _FORMAT:
                raise UserError(f"{path} is of another version of cmining; mine again")
            model = cls._from(found)
            model._check_shapes()
            return model
        except FileNotFoundError:
            raise UserError(
                f"{path.parent} has no {path.name}: only a result of the calibrated mode, with anchors, can score "
                "other documents"
            ) from None
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
            raise UserError(f"{path} is damaged ({one_line(error)}); mine again") from None

    def _check_shapes(self) -> None:
        """Raise `ValueError` where parts do not fit: the file may come from anybody."""
        culture, count, dimension = self.culture, len(self.culture.cultures), self.anchors.cultures.shape[1]
        culture.odds.check_format()
        fits = [
            culture.prior.shape == (len(culture.languages), count),
            culture.trust.shape == (len(culture.names),),
            culture.taught.weights.shape == (dimension, count),
            culture.taught.bias.shape == self.scale.mean.shape == self.scale.spread.shape == (count,),
            self.anchors.cultures.shape == self.scale.anchors.shape == (count, dimension),
            self.anchors.facets.shape == (len(self.facets), dimension),
            self.debias.offsets.shape == (len(self.debias.languages), dimension),
            self.topic.weights.shape == culture.taught.center.shape == (dimension,),
        ]
        if not all(fits):
            raise ValueError("its arrays do not fit together")

    @classmethod
    def _from(cls, found: dict[str, Any]) -> "FittedModel":
        def part(kind: Any, prefix: str) -> dict[str, Any]:
            return {name: found[f"{prefix}_{name}"].astype(np.float32) for name in _fields(kind)}

        texts = {key: tuple(map(str, found[key])) for key in _TEXTS}
        odds = found["odds"].astype(np.float64), found["odds_indices"], found["odds_starts"]
        culture = CultureModel(
            prior=found["prior"],
            taught=Discriminant(**part(Discriminant, "taught")),
            weights=Weights(**{name: float(found[f"weight_{name}"]) for name in _fields(Weights)}),
            trust=found["trust"],
            odds=csr_matrix(odds, shape=(len(texts["words"]), len(texts["cultures"]))),
            **texts,
        )
        languages, scale = tuple(map(str, found["debias_languages"])), part(CultureScale, "scale")
        return cls(
            encoder=str(found["encoder"]),
            debias=Debias(languages, found["debias_offsets"], found["debias_directions"]),
            anchors=AnchorVectors(**part(AnchorVectors, "anchors")),
            facets=tuple(map(str, found["facets"])),
            facet=Moments(float(found["facet_mean"]), float(found["facet_spread"])),
            scale=CultureScale(**{**scale, "center": scale["center"] if len(scale["center"]) else None}),
            topic=TopicModel(found["topic_weights"], float(found["topic_facet"]), float(found["topic_bias"])),
            topic_limit=float(found["topic_limit"]),
            culture_share=float(found["culture_share"]),
            culture=culture,
        )


def _fields(kind: Any) -> list[str]:
    return [field.name for field in fields(kind)]


def _halves(prefix: str, value: Any) -> dict[str, NDArray[np.float16]]:
    return {f"{prefix}_{name}": getattr(value, name).astype(np.float16) for name in _fields(type(value))}


def _texts(values: tuple[str, ...]) -> NDArray[np.str_]:
    return np.array(values, dtype=np.str_)
