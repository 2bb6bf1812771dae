"""Standard output that cannot take a result with it: work is delivered before it is printed."""

import contextlib
import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Printer:
    """A stream that prints as long as it can, and says nothing when it cannot any more.

    A closed pipe, a full disk and an alphabet that the terminal lacks change nothing but what is printed.

    Attributes:
        failure: why it stopped; None while it prints, and where nobody listens any more.
    """

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._stopped = stream is None
        self.failure: str | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Print a text; letters that the stream has none for become question marks."""
        with self._stopping():
            try:
                self._stream.write(text)
            except UnicodeEncodeError:
                encoding = self._stream.encoding or "ascii"
                self._stream.write(text.encode(encoding, "replace").decode(encoding))
        return len(text)

    def writelines(self, texts: Any) -> None:
        """Print texts."""
        for text in texts:
            self.write(text)

    def flush(self) -> None:
        """Print what is waiting."""
        with self._stopping():
            self._stream.flush()

    @contextmanager
    def _stopping(self) -> Iterator[None]:
        if self._stopped:
            with contextlib.suppress(AttributeError, OSError, ValueError):
                yield
            return
        try:
            yield
        except OSError as error:
            self._stopped = True
            self.failure = None if error.errno == errno.EPIPE else error.strerror or str(error)
            with contextlib.suppress(OSError, ValueError):  # what waits in it must go somewhere when Python ends
                os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())


@contextmanager
def safe_printing() -> Iterator[None]:
    """Standard output is a `Printer` within; a line on standard error says where it failed."""
    before, printer = sys.stdout, Printer(sys.stdout)
    sys.stdout = printer
    try:
        yield
    finally:
        printer.flush()
        sys.stdout = before
        if printer.failure:
            print(f"cmining: not all could be printed: {printer.failure}", file=sys.stderr)
