"""Column types that give back on SQLite exactly what they give back on PostgreSQL."""

import json
import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import TIMESTAMP, Text, TypeDecorator
from sqlalchemy.engine import Dialect

LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def now_utc() -> datetime:
    """This moment, aware."""
    return datetime.now(UTC)


def moment_text(at: datetime) -> str:
    """An aware datetime as ISO text in UTC, always with microseconds, so that texts sort as moments do."""
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be stored")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def as_json(value: object) -> str:
    """Stable JSON: sorted keys, no blanks; NUL and lone surrogates (odd file names) escaped, since no database holds them."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return LONE_SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class Moment(TypeDecorator[datetime]):
    """An aware datetime, in UTC."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(TIMESTAMP(timezone=True) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        text = moment_text(value)
        return datetime.fromisoformat(text) if dialect.name == "postgresql" else text

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return (datetime.fromisoformat(value) if isinstance(value, str) else value).astimezone(UTC)


class Json(TypeDecorator[Any]):
    """Any JSON value as stable text: the same value is the same text, byte for byte, on both databases."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: Dialect) -> str:
        return as_json(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)
