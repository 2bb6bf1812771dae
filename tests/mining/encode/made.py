"""Texts to encode."""

SUBJECTS = ["The lantern festival", "La procession du village", "茶会", "Der Karneval", "한가위 잔치", "La feria"]
DEEDS = ["begins at dusk", "attire des pèlerins", "は秋に開かれる", "beginnt im Winter", "에는 송편을 빚는다"]


def short_texts(count: int) -> list[str]:
    """Short texts, all different, of many lengths."""
    return [f"{SUBJECTS[i % 6]} {DEEDS[i // 6 % 5]}, {i}{' and again' * (i % 5)}" for i in range(count)]
