"""New documents, scored as a run scored its own, at the speed of the encoder and without mining again."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cmining_distilabel.config import EmbedConfig, MiningConfig, NoiseConfig
from cmining_distilabel.config.knobs import part_of
from cmining_distilabel.errors import UserError, unknown
from cmining_distilabel.languages import base_language
from cmining_distilabel.mining.calibrate.anchors.compare import anchor_scores
from cmining_distilabel.mining.calibrate.anchors.cultures import culture_name
from cmining_distilabel.mining.culture.hierarchy import Nodes
from cmining_distilabel.mining.culture.names.places import is_region, region_name
from cmining_distilabel.mining.culture.owners import TOP
from cmining_distilabel.mining.culture.regions import find_regions
from cmining_distilabel.mining.culture.texts import Texts
from cmining_distilabel.mining.encode.embed import embed_texts
from cmining_distilabel.mining.encode.encoders import Encoder, check_languages, load_encoder
from cmining_distilabel.mining.fitted.model import FittedModel
from cmining_distilabel.mining.noise import NoiseFilter
from cmining_distilabel.mining.read.rows import text_of
from cmining_distilabel.mining.result.columns import CULTURES
from cmining_distilabel.mining.result.filter import Filter, passes
from cmining_distilabel.mining.result.point_rows import point_id
from cmining_distilabel.mining.result.result import MiningResult
from cmining_distilabel.text import render

Row = dict[str, Any]
_READ = ("title", "text", "language")
_LEAST = 0.005  # share under which a culture is not listed
COLUMNS = {
    "facet": pa.string(),
    "facet_score": pa.float32(),
    "culture": pa.string(),
    "culture_name": pa.string(),
    "culture_share": pa.float32(),
    "region": pa.string(),
    "region_name": pa.string(),
    "cultures": CULTURES,
    "score": pa.float32(),
    "point_id": pa.string(),
    "similarity": pa.float32(),
    "keep": pa.bool_(),
    "reason": pa.string(),
}
"""What `CultureFilter.score` says of a document, and its types in Arrow."""


class CultureFilter:
    """Scores documents by what a run has learned: facet, whose culture, and would it be a seed.

    A document is looked at alone: what stands around it in its own corpus, which mining uses as well, is not known.
    Duplicates are found among all documents that one filter was shown.

    >>> CultureFilter.load("result").score([{"title": "Mochi", "text": "...", "language": "en"}])  # doctest: +SKIP

    Args:
        result: of the calibrated mode, with anchors.
        wanted: what is kept of what would be a seed; everything by default.
        encoder: used instead of the one that the run's config names; the same one.
        config: knobs of the encoder and of the noise filter, where they are to differ from the run's.

    Raises:
        UserError: the result cannot score, the encoder is another one, or `wanted` names what the model does not know.
    """

    def __init__(
        self,
        result: MiningResult,
        wanted: Filter | None = None,
        *,
        encoder: Encoder | None = None,
        config: MiningConfig | None = None,
    ) -> None:
        if result.model is None:
            raise UserError(
                "this result cannot score other documents: only one of the calibrated mode, with anchors, can"
            )
        self.model = FittedModel.load(result.model) if isinstance(result.model, Path) else result.model
        config = config or result.config
        self._embed = part_of(config, EmbedConfig)
        self._noise = NoiseFilter(part_of(config, NoiseConfig))
        self.encoder = encoder or load_encoder(self._embed)
        if self.encoder.id != self.model.encoder:
            raise UserError(
                f"the result was mined with the encoder '{self.model.encoder}'; '{self.encoder.id}' cannot score by it"
            )
        self._nodes = Nodes(self.model.culture.cultures, self.model.culture_share)
        self._clusters = _clusters_of(result)
        self._wanted = _checked(wanted or Filter(), self.model)
        self._known = set(result.points["point_id"].to_pylist())

    @classmethod
    def load(cls, folder: str | Path, **options: Any) -> "CultureFilter":
        """By a result in a folder, at a URL or on the Hub (`hub:org/name`); options as for the class."""
        return cls(MiningResult.load(folder), **options)

    @property
    def languages(self) -> frozenset[str] | None:
        """That the encoder knows; None for all."""
        return self.encoder.languages

    def knows(self, language: str) -> bool:
        """Whether documents in a language can be scored; others are an error of `score`."""
        return self.languages is None or base_language(language) in self.languages

    def score(self, documents: Sequence[Mapping[str, Any]]) -> list[Row]:
        """Score documents with the keys `text`, `language` and, if they have one, `title`.

        Returns:
            For each, in order, a value for each of `COLUMNS`. `reason` is why the noise filter left it out, or
            "no_vector"; then the others are null. `score` is the product of how far it is about culture and how sure
            it is whose. `keep` says that both are enough, and that the filter lets it through.

        Raises:
            UserError: a language that the encoder does not know.
        """
        rows = [{name: text_of(row.get(name)) for name in _READ} for row in documents]  # pandas has NaN for nothing
        reasons = self._noise.reasons(rows)
        kept = [place for place, reason in enumerate(reasons) if reason is None]
        found: list[Row] = [{**dict.fromkeys(COLUMNS), "keep": False, "reason": reason} for reason in reasons]
        if not kept:
            return found
        check_languages(self.encoder, {rows[place]["language"] for place in kept})
        texts = [render(rows[place]["title"], rows[place]["text"]) for place in kept]
        vectors = embed_texts(texts, self._embed, encoder=self.encoder, quiet=True).vectors
        for place in vectors.missing():
            found[kept[place]]["reason"] = "no_vector"
        seen = np.setdiff1d(np.arange(len(kept)), vectors.missing())
        own = [rows[kept[place]] for place in seen]
        for place, scored in zip(seen, self._scored(own, vectors[seen]), strict=True):
            scored["keep"] = scored["keep"] and passes({**rows[kept[place]], **scored}, self._wanted)
            found[kept[place]] |= scored
        return found

    def _scored(self, rows: Sequence[Row], vectors: NDArray[np.float32]) -> list[Row]:
        """What the model says of documents with their vectors, shape (m, d)."""
        model = self.model
        languages = [row["language"] for row in rows]
        vectors = model.debias(vectors, model.debias.codes(np.asarray(languages))) if len(rows) else vectors
        about = anchor_scores(vectors, model.anchors)
        texts = Texts(languages, [row["title"] for row in rows], [row["text"] for row in rows])
        named = model.culture.read(texts)
        likely, none = model.culture.posterior(languages, named, vectors, model.scale)
        owner, share = self._nodes.lowest(likely, none)
        owners = self._nodes.owners
        regions = find_regions(named, owners, np.where(share >= model.culture_share, owner, -1))
        topic = model.topic.probability(vectors, (about.facet - model.facet.mean) / model.facet.spread)
        score = topic * share
        best = np.argsort(-likely, axis=1, kind="stable")[:, :TOP]
        found = []
        for place in range(len(rows)):
            codes = owners[owner[place]]
            sure = share[place] >= model.culture_share
            culture = "+".join(codes) if sure else None
            point, similarity = self._nearest(vectors[place], culture)
            cultural = topic[place] >= model.topic_limit
            region = regions.codes[regions.region[place]] if regions.region[place] >= 0 else None
            weights = [(model.culture.cultures[code], float(likely[place, code])) for code in best[place]]
            found.append(
                {
                    "facet": model.facets[about.best_facet[place]],
                    "facet_score": float(about.facet[place]),
                    "culture": culture,
                    "culture_name": ", ".join(culture_name(code) or code for code in codes) if sure else None,
                    "culture_share": float(share[place]),
                    "region": region,
                    "region_name": region and region_name(region),
                    "cultures": [
                        {"code": code, "name": culture_name(code) or code, "weight": weight}
                        for code, weight in weights
                        if weight >= _LEAST
                    ],
                    "score": float(score[place]),
                    "point_id": point,
                    "similarity": similarity,
                    "keep": bool(cultural and sure),
                }
            )
        return found

    def _nearest(self, vector: NDArray[np.float32], owner: str | None) -> tuple[str | None, float | None]:
        """The nearest point of an owner, and the cosine with its centroid; two times None where it has no point."""
        numbers, centroids = self._clusters.get(owner or "", ((), np.empty((0, len(vector)), np.float32)))
        places = [place for place, number in enumerate(numbers) if point_id(number) in self._known]
        if not places:
            return None, None
        cosines = centroids[places] @ vector / np.linalg.norm(centroids[places], axis=1)
        best = int(cosines.argmax())
        return point_id(numbers[places[best]]), float(cosines[best])


def _checked(wanted: Filter, model: FittedModel) -> Filter:
    """Refuse facets and cultures that the model does not know: nothing would ever pass."""
    codes = model.culture.cultures
    names = {name.casefold() for code in codes for name in (code, culture_name(code) or code)}
    for culture in wanted.culture:
        if culture.casefold() not in names and not is_region(culture, codes):
            raise unknown("culture", culture, sorted(codes))
    for facet in wanted.facet:
        if not any(passes({"facet": own}, Filter(facet=(facet,))) for own in model.facets):
            raise unknown("facet", facet, model.facets)
    return wanted


def _clusters_of(result: MiningResult) -> dict[str, tuple[tuple[int, ...], NDArray[np.float32]]]:
    """Numbers and centroids of the clusters of each owner."""
    if result.clusters is None:
        return {}
    table = result.clusters.filter(result.clusters["cluster"].is_valid())
    owners, numbers = table["owner"].to_pylist(), table["cluster"].to_pylist()
    centroids = np.array(table["centroid"].to_pylist(), np.float32)  # of no use where there are no owners
    found: dict[str, tuple[tuple[int, ...], NDArray[np.float32]]] = {}
    for owner in sorted({name for name in owners if name}):
        places = [place for place, name in enumerate(owners) if name == owner]
        found[owner] = tuple(numbers[place] for place in places), centroids[places]
    return found
