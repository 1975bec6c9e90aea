"""CSV as cities keep it: UTF-8 or CP932, other columns beside ours, zeros lost in a spreadsheet, a comma too many.

Whatever is wrong is said with file, line and column and what to do, in the clerk's language — never with what stands there: it
may be somebody's bank account.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from slips.errors import BadMaster

EXCEL_HINT = "Excel で開くと先頭の 0 が消えることがあります。"


@dataclass(frozen=True)
class Line:
    """One row of a file, its cells stripped of blanks, and where it stands. The questions raise BadMaster."""

    file: str
    number: int
    cells: Mapping[str, str]

    def bad(self, column: str, mend: str) -> BadMaster:
        return BadMaster(f"{self.file} の {self.number} 行目、{column} 列：{mend}")

    def text(self, column: str) -> str:
        if not self.cells[column]:
            raise self.bad(column, "空欄です。値を入れてください。")
        return self.cells[column]

    def matching(self, column: str, pattern: str, mend: str) -> str:
        if not re.fullmatch(pattern, self.cells[column]):
            raise self.bad(column, mend)
        return self.cells[column]

    def digits(self, column: str, width: int) -> str:
        """A code of fixed width. Never an int: its leading zeros count."""
        return self.matching(column, f"[0-9]{{{width}}}", f"半角数字 {width} 桁で入れてください。{EXCEL_HINT}")

    def code(self, column: str) -> str:
        """A code of the city's own: groups of digits, perhaps a letter behind."""
        return self.matching(column, "[0-9]+(-[0-9]+)*[A-Z]?", "半角の数字とハイフンで入れてください。")

    def yen(self, column: str) -> int:
        mend = "半角数字だけで入れてください（カンマ・円・▲は使えません）。"
        return int(self.matching(column, "-?[0-9]{1,15}", mend))

    def year(self, column: str) -> int:
        return int(self.matching(column, "(19|20)[0-9]{2}", "年度を西暦 4 桁で入れてください（例：2026）。"))

    def one_of(self, column: str, *allowed: str) -> str:
        return self.matching(
            column, "|".join(map(re.escape, allowed)), f"{'・'.join(allowed)} のどれかにしてください。"
        )


def lines(file: str, raw: bytes, columns: Sequence[str]) -> list[Line]:
    """The rows of a CSV file whose first line names at least these columns. Raises BadMaster."""
    reader = csv.reader(io.StringIO(decoded(file, raw), newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        _check_header(file, header, columns)
        return [_line(file, reader.line_num, header, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise BadMaster(f'{file} の {reader.line_num} 行目：引用符（"）の付け方が正しくありません。') from error


def decoded(file: str, raw: bytes) -> str:
    """The text of a file in UTF-8 (with or without byte order mark) or CP932. Raises BadMaster."""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadMaster(
        f"{file}：文字コードが UTF-8 でも Shift_JIS（CP932）でもありません。「CSV UTF-8」で保存し直してください。"
    )


def of_one_shape(rows: Iterable[Line], column: str) -> None:
    """Refuse a code with other widths than most in its column: a spreadsheet has eaten its zeros. Raises BadMaster."""
    shapes = [(line, tuple(map(len, re.findall("[0-9]+", line.code(column))))) for line in rows]
    usual = Counter(shape for _, shape in shapes).most_common(1)
    for line, shape in shapes:
        if shape != usual[0][0]:
            raise line.bad(column, f"ほかの行と桁数が違います。{EXCEL_HINT}")


def _check_header(file: str, header: Sequence[str], columns: Sequence[str]) -> None:
    missing = [column for column in columns if column not in header]
    if missing:
        raise BadMaster(
            f"{file} の 1 行目：{'、'.join(missing)} 列がありません。見出しを {','.join(columns)} にしてください。"
        )
    twice = [column for column in columns if header.count(column) > 1]
    if twice:
        raise BadMaster(f"{file} の 1 行目：{'、'.join(twice)} 列が 2 つあります。1 つにしてください。")


def _line(file: str, number: int, header: Sequence[str], row: Sequence[str]) -> Line:
    if len(row) != len(header):
        raise BadMaster(
            f"{file} の {number} 行目：列の数が {len(row)} で、見出しの {len(header)} と違います。"
            'カンマを含む値は "…" で囲んでください。'
        )
    return Line(file, number, {name: cell.strip() for name, cell in zip(header, row, strict=True)})
