"""What a comparison of two runs holds."""

from dataclasses import dataclass

from cmining_distilabel.evaluation.statistics import Estimate

NO_DIFFERENCE = "no difference shown"


@dataclass(frozen=True)
class Row:
    """One comparison.

    Attributes:
        part: of the benchmark.
        by: all, country or topic; `name` of it.
        questions: that both runs have; `won` and `lost` by the second run, over all draws.
        before, after: accuracies, or perplexities.
        difference: after less before, with a paired bootstrap interval; of several draws, one over draws and questions.
            Of perplexity, after over before less 1, with a t interval over texts and draws: -0.05 is 5 % lower, and
            better.
        p_value: McNemar's exact test; of several draws, and of perplexity, a t test over draws and questions.
        corrected: the same among all countries (or topics) of the part; among the parts where `by` is "all".
        verdict: "B better", "A better" or "no difference shown".
        draws: the difference in each draw; empty for one run against one.
    """

    part: str
    by: str
    name: str
    questions: int
    won: int
    lost: int
    before: float
    after: float
    difference: Estimate
    p_value: float
    corrected: float
    verdict: str
    draws: tuple[float, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Attributes: names of the models of both runs, the benchmark, the correction, the level, and the rows."""

    benchmark: str
    before: str
    after: str
    correction: str
    level: float
    rows: tuple[Row, ...]
