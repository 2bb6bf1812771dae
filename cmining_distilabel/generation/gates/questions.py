"""What a row asks and answers, so that it can be asked again."""

from cmining_distilabel.generation.gates.base import Row, bare, fields, options


def questions(row: Row) -> list[tuple[str, str]]:
    """Each question of a row that its text alone can answer, and the answer.

    Of a quiz for the name of the seed that name, of true and false statements the true one. Nothing of other quizzes,
    whose options belong to the question, nor of a request whose answer is the text itself.
    """
    filled, quiz = fields(row), options(row)
    if filled.keys() == {"instruction"} or not row.get("messages"):
        return []
    if quiz:
        asked, answerable = (
            filled.get("question"),
            "true" in filled or bare(quiz[0]) == bare(str(row.get("title") or "")),
        )
        return [(asked, quiz[0])] if isinstance(asked, str) and answerable else []
    said = [message["content"] for message in row["messages"] if message["role"] != "system"]
    return list(zip(said[::2], said[1::2], strict=False))
