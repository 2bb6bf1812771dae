"""What a test makes go wrong on the Hub on loopback."""

import re
from dataclasses import dataclass, field


@dataclass
class Fault:
    """What goes wrong with some requests.

    Attributes:
        path: regular expression that a request's path must hold.
        status: the answer's status; None breaks the connection when half of the request's body has come.
        method: of the request; any by default.
        skip: how many matching requests are answered well before.
        times: how many fail then.
        headers: of the answer.
        message: of the answer.
    """

    path: str
    status: int | None
    method: str | None = None
    skip: int = 0
    times: int = 1
    headers: dict[str, str] = field(default_factory=dict)
    message: str = "scripted fault"

    def strikes(self, method: str, path: str) -> bool:
        """Whether this request fails; every call counts as a request."""
        if self.method not in (None, method) or not re.search(self.path, path):
            return False
        self.skip -= 1
        if self.skip >= 0:
            return False
        self.times -= 1
        return self.times >= 0
