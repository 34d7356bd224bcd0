"""What comes in with a request, taken whole or not at all."""

from collections.abc import Callable, Iterable
from typing import Any, BinaryIO

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class WholeBody:
    """A body that fails where it ends before the length that was announced for it (RFC 9112, section 8).

    Else a form whose connection breaks would be acted upon with half a reason, as if that were all. Django answers as to a form
    that it can't trust, and nothing is done.
    """

    def __init__(self, stream: BinaryIO, length: int) -> None:
        self._stream, self._left = stream, length

    def read(self, size: int = -1, /) -> bytes:
        """Return so many bytes, or all that are left. Raises ConnectionError."""
        wanted = self._left if size < 0 else min(size, self._left)
        pieces = []
        while wanted > 0:
            piece = self._taken(self._stream.read(wanted))
            wanted -= len(piece)
            pieces.append(piece)
        return b"".join(pieces)

    def readline(self, size: int = -1, /) -> bytes:
        """Return a line, or so many bytes of it. Raises ConnectionError."""
        wanted = self._left if size < 0 else min(size, self._left)
        return self._taken(self._stream.readline(wanted)) if wanted > 0 else b""

    def _taken(self, piece: bytes) -> bytes:
        if not piece:
            raise ConnectionError("The request broke off before its end.")
        self._left -= len(piece)
        return piece


def taken_whole(application: Application) -> Application:
    """Return the application, given no body but a whole one."""

    def guarded(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        if length.isdecimal():
            environ["wsgi.input"] = WholeBody(environ["wsgi.input"], int(length))
        return application(environ, start_response)

    return guarded
