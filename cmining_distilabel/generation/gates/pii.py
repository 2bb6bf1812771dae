"""Personal data and secrets, by their patterns."""

import re
import unicodedata
from collections.abc import Sequence

from stdnum import iban, luhn

from cmining_distilabel.generation.gates.base import Row, said

# ASCII: a letter of another script right before or after is no part of these.
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]{2,}", re.ASCII)
# With a plus and a country code, with an area code in brackets, or in the groups of North America. Bare runs of digits
# are years, heights and numbers of inhabitants.
_PHONE = re.compile(
    r"(?<![\w+])\+\d{1,3}(?:[ ().-]{0,2}\d){7,12}(?!\d)|(?<!\w)\(\d{2,4}\)[ -]?\d{3,4}[ -]\d{3,4}(?!\d)"
    r"|(?<![\d-])\d{3}-\d{3}-\d{4}(?![\d-])",
    re.ASCII,
)
_CARD = re.compile(r"(?<![\d.,-])\d{4}([ -]?)\d{4}\1\d{4}\1\d{1,7}(?![\d.,-]\d)", re.ASCII)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b", re.ASCII)
_IP = re.compile(r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.]\d|\d)", re.ASCII)
_SECRET = re.compile(
    r"\b(?:sk-[A-Za-z0-9_-]{20,}|hf_[A-Za-z0-9]{20,}|gh[pousr]_[A-Za-z0-9]{30,}|AKIA[A-Z0-9]{16})\b", re.ASCII
)


class PiiGate:
    """Rejects rows with an e-mail address, phone number, card number, IBAN, IP address or a service's secret key.

    Patterns find what has a form. Names and addresses of people have none, and are not looked for.
    """

    def check(self, batch: Sequence[Row]) -> list[str | None]:
        """For each row None or a reason that begins with "pii_"."""
        # `structured` also holds what no message does, such as the bad answer of a pair.
        return [find_pii(f"{said(row)}\n{row.get('structured') or ''}") for row in batch]


def find_pii(text: str) -> str | None:
    """What kind of personal data is in a text, as the code of a reason; None if there is none.

    >>> find_pii("Write to hana@example.org"), find_pii("Built in 1603-1868, 3776 m high")
    ('pii_email', None)
    """
    text = unicodedata.normalize("NFKC", text)  # full-width digits
    if _SECRET.search(text):
        return "pii_secret"
    if _EMAIL.search(text):
        return "pii_email"
    if any(_is_card(found[0]) for found in _CARD.finditer(text)):
        return "pii_card"
    if any(iban.is_valid(found[0]) for found in _IBAN.finditer(text)):
        return "pii_iban"
    if _IP.search(text):
        return "pii_ip"
    return "pii_phone" if _PHONE.search(text) else None


def _is_card(number: str) -> bool:
    digits = re.sub(r"\D", "", number)
    return luhn.is_valid(digits) and any(map(int, digits))
