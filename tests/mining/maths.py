"""Made vectors with a known truth."""

import numpy as np


def unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)


def random_rotation(rng: np.random.Generator, dimension: int) -> np.ndarray:
    return np.linalg.qr(rng.normal(size=(dimension, dimension)))[0]


def planted(
    rng: np.random.Generator, clusters: int, size: int, dimension: int, spread: float = 0.05
) -> tuple[np.ndarray, np.ndarray]:
    """Unit vectors (clusters * size, dimension) around random directions, and the cluster of each."""
    centres = unit(rng.normal(size=(clusters, dimension)))
    labels = np.repeat(np.arange(clusters), size)
    return unit(centres[labels] + spread * rng.normal(size=(len(labels), dimension))).astype(np.float32), labels
