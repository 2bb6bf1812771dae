"""Rows as the noise filters take them."""


def row(text: str = "", title: str = "", language: str = "en") -> dict[str, str]:
    return {"title": title, "text": text, "language": language}
