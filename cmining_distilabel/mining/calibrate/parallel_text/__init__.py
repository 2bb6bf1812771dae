"""Universal things, in many languages: the built-in parallel text.

Each TSV file of this folder holds the same 220 entries, `title<TAB>sentence`, line by line translations of one
another, written for this project. They belong to no culture, so they serve twice: what differs between languages is
the encoder's bias (`debias=parallel`), and what they score as culture is the null of the facet score.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from cmining_distilabel.text import render

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class ParallelText:
    """Rows of the built-in parallel text: entry by entry, all its languages.

    Attributes:
        titles, sentences: the text.
        languages: BCP-47 code of each row.
        entries: number of the entry; rows of one number are translations.
    """

    titles: tuple[str, ...]
    sentences: tuple[str, ...]
    languages: tuple[str, ...]
    entries: tuple[int, ...]

    def rendered(self) -> list[str]:
        """Title and sentence of each row as they are encoded."""
        return [render(*row) for row in zip(self.titles, self.sentences, strict=True)]


def calibration_languages() -> tuple[str, ...]:
    """Languages that have a file."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.tsv")))


def parallel_text(languages: Collection[str] | None = None) -> ParallelText:
    """The parallel text in some languages; in all by default. Languages without a file are passed over."""
    names = [name for name in calibration_languages() if languages is None or name.partition("-")[0] in languages]
    files = {name: (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines() for name in names}
    rows = [
        (*lines[entry].split("\t"), name, entry)
        for entry in range(len(next(iter(files.values()), [])))
        for name, lines in files.items()
    ]
    titles, sentences, codes, entries = zip(*rows, strict=True) if rows else ((), (), (), ())
    return ParallelText(titles, sentences, codes, entries)
