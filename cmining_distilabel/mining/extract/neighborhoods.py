"""What a document is scored with: the texts nearest to it, translations of one another counted once, and articles."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from cmining_distilabel.mining.arrays.categories import Codes
from cmining_distilabel.mining.arrays.kmeans import Subset, VectorArray
from cmining_distilabel.mining.arrays.neighbors import NearestNeighbors
from cmining_distilabel.mining.arrays.rows import in_blocks
from cmining_distilabel.mining.arrays.scratch import filled, scratch
from cmining_distilabel.mining.extract.translations import (
    in_several_groups,
    mutual,
    nearest_elsewhere,
    same_texts,
    text_weights,
)

_LONGER = 2  # times as many neighbours as count, so that enough are left when translations are one text
_FEWEST = 8  # texts of the narrowest scale: of fewer, chance makes islands where there are few groups
_BLOCK = 4_096  # documents, or pairs, looked at together

Rows = NDArray[np.int64]
Around = tuple[Rows, Rows, NDArray[np.float32]]


class Neighborhoods:
    """The texts nearest to a document, without itself and its translations, each text once; on several scales, so that
    a small island is seen, too.

    Nothing here is random but the lists of a large corpus' index. A cluster, in contrast, is an accident of its start.
    Iterating gives, block by block, some rows of documents, shape (u,), the rows of what is around them, (u, m), and
    what each of those counts on every scale, (s, u, m), the widest first.

    Args:
        vectors: shape (n, d), unit rows.
        candidates: shape (c,), the documents that are looked at.
        groups: shape (n,), integer codes.
        size: texts of a neighbourhood; less in a small corpus, see `scales_of`.
        same: squared distance within which a document of another group may be a translation; None looks for none.
        articles: shape (n,), first paragraph of the article of each, where documents are paragraphs: those of one
            article are one text, and not near one another.
        stands_for: shape (n,), how many documents each stands for; one each by default.
        seed: of the index.
        advance: told of documents that are done.

    Attributes:
        index: over the candidates.
        scales: texts of a neighbourhood, the widest first.
        text: shape (n,), the same number for translations of one another, and for paragraphs of an article.
        told: shape (n,), whether a document of another group says the same.
        recall: share of the true neighbours that were found, on a sample.
    """

    def __init__(
        self,
        vectors: VectorArray,
        candidates: Rows,
        groups: Codes,
        *,
        size: int,
        same: float | None = None,
        articles: Rows | None = None,
        stands_for: NDArray[np.float32] | None = None,
        seed: int = 0,
        advance: Callable[[int], object] = lambda rows: None,
    ) -> None:
        self._candidates, self._stands_for = candidates, stands_for
        self.index = NearestNeighbors(
            _rows_of(vectors, candidates),
            seed=seed,
            apart=None if articles is None else articles[candidates],
            empty=scratch,
        )
        self.scales = scales_of(len(candidates), size)
        most = min(self.scales[0] * _LONGER, len(candidates) - 1)
        self._neighbors = scratch((len(candidates), most), np.int32)
        own_groups, self.text = groups[candidates], scratch(len(groups), np.int64)
        self.text[:] = np.arange(len(groups))
        nearest = filled(self._neighbors.shape, False, bool)
        for found in self.index.blocks(most):
            self._neighbors[found.rows] = found.neighbors
            if same is not None:
                nearest[found.rows] = nearest_elsewhere(*found, own_groups, same)
            advance(len(found.rows))
        pairs = mutual(self._neighbors, nearest)
        if same is not None and len(pairs):
            cosines = np.concatenate([_cosines(vectors, candidates[some]) for some in in_blocks(pairs, _BLOCK)])
            document, first = same_texts(pairs[cosines >= 1 - same / 2])
            self.text[candidates[document]] = candidates[first]
        self.told = in_several_groups(self.text, groups)
        if articles is not None:
            # By the article of the text that says the same first, and by no chain of articles: one that has
            # paragraphs in common with twenty others must not make one text of all.
            self.text[:] = articles[self.text]
        self.recall = self.index.recall(min(self.scales[0], most))

    def __iter__(self) -> Iterator[Around]:
        for start in range(0, len(self._candidates), _BLOCK):
            rows = self._candidates[start : start + _BLOCK]
            near = self._candidates[self._neighbors[start : start + _BLOCK]]
            count = None if self._stands_for is None else self._stands_for[near]
            yield rows, near, text_weights(self.text[near], self.text[rows], self.scales, count)


def scales_of(num_documents: int, most: int) -> tuple[int, ...]:
    """`most`, or in a small corpus the square root of its documents, half and a quarter of it, if that are 8 texts."""
    widest = max(1, min(most, int(np.sqrt(num_documents))))
    return (widest, *(size for size in (widest // 2, widest // 4) if size >= _FEWEST))


def _rows_of(vectors: VectorArray, rows: Rows) -> VectorArray:
    return vectors if len(rows) == len(vectors) else Subset(vectors, rows)


def _cosines(vectors: VectorArray, pairs: Rows) -> NDArray[np.float32]:
    found: NDArray[np.float32] = np.einsum("ij,ij->i", vectors[pairs[:, 0]], vectors[pairs[:, 1]])
    return found
