"""One equation on a slip, and the numbers that equations are made of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from slips.form import Form

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Equation:
    """left = right, both int yen (or counts), made from `fields`. A blank number counts as 0 and is witnessed as blank."""

    name: str
    fields: tuple[str, ...]
    left: int
    right: int

    @property
    def holds(self) -> bool:
        return self.left == self.right


def number(texts: Texts, field: str) -> int:
    """A blank field is 0; ValueError when something that is no number stands there."""
    return int(texts.get(field) or "0")


def lines(form: Form) -> Iterator[tuple[int, str]]:
    """Row number and name prefix of each line of the form's item table."""
    for table in form.tables:
        for row in range(table.rows):
            yield row, f"{table.name}.{row}."
