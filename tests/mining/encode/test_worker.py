import logging

from cmining_distilabel.pipeline.worker import Seldom


def test_of_lines_about_batches_one_a_second_is_shown() -> None:
    seldom = Seldom()

    def shown(created: float, text: str, level: int = logging.INFO) -> bool:
        record = logging.LogRecord("step", level, "", 0, text, (), None)
        record.created = created
        return seldom.filter(record)

    assert shown(10.0, "Processing batch 0 in 'embed'")
    assert not shown(10.4, "Processing batch 1 in 'embed'")
    assert shown(10.4, "Processing batch 1 with step 'embed' failed", logging.WARNING)
    assert shown(10.5, "Finished running step 'embed'")
    assert shown(11.1, "Processing batch 2 in 'embed'")
