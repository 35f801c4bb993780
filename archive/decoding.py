"""Bodies unpacked step by step, never further than the limits, and whole only when the packed stream has ended."""

from __future__ import annotations

import io
import zlib

from archive.limits import Budget, Limits, NoBody, TooLarge

STEP = 256 * 1024  # bytes unpacked between two looks at limits and clock


class Damaged(Exception):
    """The packed stream breaks off or is none."""


class Decoder:
    """Takes a body as it arrives; this one takes it as it is."""

    def __init__(self, limits: Limits, budget: Budget) -> None:
        self.limits = limits
        self.budget = budget
        self._kept = io.BytesIO()

    def add(self, data: bytes) -> None:
        """Take the next bytes of the body."""
        self._keep(data)

    def whole(self) -> bytes:
        """The body, after its last byte; raises `Damaged` when it is not whole."""
        return self._kept.getvalue()

    def _keep(self, data: bytes) -> None:
        if self._kept.tell() + len(data) > self.limits.max_bytes:
            raise TooLarge(
                f"more than {self.limits.max_bytes:,} bytes", "save the part that matters, and list it as a file"
            )
        self._kept.write(data)
        self.budget.check()


class Unpacked(Decoder):
    """A body that is packed as gzip (one member or several) or deflate (with or without zlib's head)."""

    def __init__(self, limits: Limits, budget: Budget, gzip: bool) -> None:
        super().__init__(limits, budget)
        self._gzip = gzip
        self._stream: zlib._Decompress | None = None
        self._ended = False  # after a whole member
        self._any = False

    def add(self, data: bytes) -> None:
        """Unpack the next bytes."""
        while data:
            if self._stream is None:
                if self._ended:
                    data = data.lstrip(b"\0")  # padding
                    if not data or not self._gzip:
                        break
                self._stream = zlib.decompressobj(self._form(data))
                self._ended = False
            data = self._unpack(self._stream, data)
        if data:
            raise Damaged("more bytes after the end of what was packed")

    def _form(self, data: bytes) -> int:
        """zlib's number of the form: gzip, zlib, or bare deflate."""
        if self._gzip:
            return 16 + zlib.MAX_WBITS
        return zlib.MAX_WBITS if data[0] & 0x0F == 8 else -zlib.MAX_WBITS

    def _unpack(self, stream: zlib._Decompress, data: bytes) -> bytes:
        """Unpacks what it can, and returns what stands after the end of the member."""
        self._any = True
        while True:
            try:
                self._keep(stream.decompress(data, STEP))
            except zlib.error as error:
                raise Damaged(f"not what it is packed as: {error}") from error
            if stream.eof:
                self._stream, self._ended = None, True
                return stream.unused_data
            data = stream.unconsumed_tail
            if not data:
                return b""

    def whole(self) -> bytes:
        """The body, when the packed stream has reached its end."""
        if self._any and not self._ended:
            raise Damaged("the packed stream breaks off before its end")
        return super().whole()


def decoder(headers: tuple[tuple[str, str], ...], limits: Limits, budget: Budget) -> Decoder:
    """What unpacks a body with these headers; raises `NoBody` for a packing that was not asked for."""
    values = ",".join(value for name, value in headers if name == "content-encoding")
    packings = [name for part in values.split(",") if (name := part.strip().casefold()) and name != "identity"]
    if not packings:
        return Decoder(limits, budget)
    if len(packings) == 1 and packings[0] in ("gzip", "x-gzip", "deflate"):
        return Unpacked(limits, budget, gzip=packings[0] != "deflate")
    named = ", ".join(packings)[:80]
    raise NoBody(
        f"packed in a way that was not asked for ({named})", "save the document in a browser and list the file"
    )
