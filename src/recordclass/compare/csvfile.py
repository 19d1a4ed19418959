"""A CSV file becomes a data set, or one clear line about what is wrong with it.

Plain text, or a zip archive of one such file. The first row that is not blank is the header;
blank rows are passed over. The delimiter is the one of ``, ; TAB |`` that cuts the first rows
into the same number of fields, the more the better.
"""

from __future__ import annotations

import csv
import io
import zlib
from contextlib import contextmanager
from itertools import chain, islice
from typing import IO, TYPE_CHECKING, TextIO
from zipfile import BadZipFile, ZipFile, is_zipfile

from recordclass.compare import columns, identifiers
from recordclass.compare.dataset import Column, ColumnBuilder, Dataset
from recordclass.compare.errors import CompareError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

# The mark that some programs write in front is passed over.
UTF_8 = "utf-8-sig"

_DELIMITERS = ",;\t|"
_SAMPLE_LINES = 20
_CHUNK_ROWS = 10_000


def read(path: Path, *, encoding: str = UTF_8, limit: int | None = None) -> Dataset:
    """Read a CSV file.

    Parameters
    ----------
    path
        The file.
    encoding
        Its encoding.
    limit
        The number of rows to read; all where None.

    Returns
    -------
    Dataset
        At least one row of at least one field.

    Raises
    ------
    CompareError
        The file is missing, empty, ragged, or not text in this encoding.
    """
    _check_encoding(encoding)
    table: _Table | None = None
    try:
        with _open(path, encoding) as stream:
            table = _Table(path, stream)
            return table.dataset(limit)
    except UnicodeError as error:
        place = f"after line {table.line if table else 0}"
        if isinstance(error, UnicodeDecodeError):
            place = f"byte {error.object[error.start]:#04x} {place}"
        raise CompareError(
            f"{path}: not {_plain(encoding)} text ({place}); "
            "say what it is with --encoding, for example --encoding latin-1"
        ) from error
    except csv.Error as error:
        raise CompareError(f"{path}, line {table.line if table else 1}: {error}") from error
    except (BadZipFile, zlib.error, EOFError) as error:
        raise CompareError(f"{path}: a damaged zip archive ({error})") from error
    except OSError as error:
        raise CompareError(f"{path}: {error.strerror or error}") from error


def _check_encoding(encoding: str) -> None:
    """Stop where there is no such encoding of text."""
    try:
        "".encode(encoding)
    except LookupError as error:
        raise CompareError(f"{encoding}: no such encoding") from error


@contextmanager
def _open(path: Path, encoding: str) -> Iterator[TextIO]:
    """Open a plain or a zipped file as text; newlines are left to the csv module."""
    if not path.is_file() or not is_zipfile(path):
        with path.open(encoding=encoding, newline="") as stream:
            yield stream
        return
    with (
        ZipFile(path) as archive,
        _only_member(path, archive) as binary,
        io.TextIOWrapper(binary, encoding, newline="") as stream,
    ):
        yield stream


def _only_member(path: Path, archive: ZipFile) -> IO[bytes]:
    """Open the one file in an archive."""
    members = [name for name in archive.namelist() if not name.endswith("/")]
    if len(members) != 1:
        raise CompareError(
            f"{path}: a zip archive of {len(members)} files, where one CSV file was expected"
        )
    try:
        return archive.open(members[0])
    except (RuntimeError, NotImplementedError) as error:
        # Encrypted, or compressed in a way that this Python does not know.
        raise CompareError(f"{path}: {error}") from error


def _delimiter(sample: Sequence[str]) -> str:
    """Return the delimiter that cuts the sample best."""

    def score(delimiter: str) -> tuple[bool, int]:
        try:
            rows = [row for row in csv.reader(sample, delimiter=delimiter) if row]
        except csv.Error:
            # Reading the file itself will say what is wrong, and where.
            return False, 0
        # A quoted field may run past the sample: its last row is not to be trusted.
        widths = {len(row) for row in (rows[:-1] or rows)}
        width = len(rows[0]) if rows else 0
        return width > 1 and len(widths) == 1, width

    return max(_DELIMITERS, key=score)


class _Table:
    """The rows of an open file."""

    def __init__(self, path: Path, stream: TextIO) -> None:
        self._path = path
        sample = list(islice(stream, _SAMPLE_LINES))
        self._reader = csv.reader(chain(sample, stream), delimiter=_delimiter(sample))

    @property
    def line(self) -> int:
        """The number of the line that was read last."""
        return self._reader.line_num

    def dataset(self, limit: int | None) -> Dataset:
        """Read the header and at most `limit` rows."""
        header = next(filter(None, self._reader), None)
        if header is None:
            raise CompareError(f"{self._path}: the file is empty")
        builders = [ColumnBuilder() for _ in header]
        rows = islice(self._rows(len(header)), limit)
        while chunk := list(islice(rows, _CHUNK_ROWS)):
            for builder, texts in zip(builders, zip(*chunk, strict=True), strict=True):
                builder.extend(texts)
        if not builders[0].codes():
            raise CompareError(f"{self._path}: there is a header, but no rows")
        names = identifiers.from_header(header)
        return Dataset(
            self._path.name,
            [_column(name, builder) for name, builder in zip(names, builders, strict=True)],
        )

    def _rows(self, width: int) -> Iterator[list[str]]:
        """Pass on the rows that are not blank; all must be of one width."""
        for row in self._reader:
            if len(row) == width:
                yield row
            elif row:
                raise CompareError(
                    f"{self._path}, line {self.line}: {len(row)} fields, but the header has {width}"
                )


def _column(name: str, builder: ColumnBuilder) -> Column:
    """Convert what was collected for one field."""
    type_, values = columns.convert(builder.distinct())
    return Column(name, type_, values, builder.codes())


def _plain(encoding: str) -> str:
    """Name an encoding as people do."""
    return "UTF-8" if encoding == UTF_8 else encoding
