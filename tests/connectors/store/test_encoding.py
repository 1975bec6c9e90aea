import json
from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.store import Store, reading
from connectors.store.columns import as_json, moment_text
from connectors.store.encoding import entry_from, entry_json, slip_columns, slip_from_row
from connectors.store.slips import get_slip
from slips.model import Entry, Finding, Slip, Value, Waiver, Witness
from slips.status import Status
from tests.connectors.store.samples import add, read_slip

texts = st.text(st.characters(), max_size=20)
fractions = st.floats(0, 1)
boxes = st.none() | st.tuples(fractions, fractions, fractions, fractions)
witnesses = st.builds(
    Witness, source=texts, text=texts, confidence=fractions, box=boxes, raw=texts, cut=texts, retired=texts
)
values = st.builds(
    Value,
    text=texts,
    witnesses=st.lists(witnesses, max_size=3).map(tuple),
    settled=st.booleans(),
    critical=st.booleans(),
    why=texts,
)
findings = st.builds(Finding, texts, texts, st.sampled_from(["B", "H", "W"]), texts)
slips = st.builds(
    Slip,
    id=texts,
    scan_id=texts,
    page=st.integers(0, 999),
    form=texts,
    form_version=st.integers(0, 99),
    values=st.dictionaries(texts, values, max_size=4),
    findings=st.lists(findings, max_size=3).map(tuple),
    waivers=st.lists(st.builds(Waiver, texts, texts, texts, texts), max_size=2).map(tuple),
    doubt=texts,
    status=st.sampled_from(Status),
    version=st.integers(1, 99),
)


def through_text(columns: dict[str, Any]) -> Any:
    """What a database gives back: everything through bytes."""
    return SimpleNamespace(**json.loads(as_json(columns).encode("utf-8")))


@settings(deadline=None)  # the machine may be busy
@given(slips)
def test_a_slip_comes_back_as_it_was_stored(slip: Slip) -> None:
    assert slip_from_row(through_text(slip_columns(slip))) == slip


@settings(deadline=None)  # the machine may be busy
@given(st.dictionaries(texts, texts, max_size=4), st.dictionaries(texts, texts, max_size=2))
def test_an_entry_comes_back_as_it_was_stored(said: dict[str, str], versions: dict[str, str]) -> None:
    entry = Entry("DP1", "finance", 2, said, versions)
    assert entry_from(json.loads(as_json(entry_json(entry)))) == entry


@settings(deadline=None)  # the machine may be busy
@given(st.dictionaries(texts, st.integers() | texts, max_size=5))
def test_the_same_value_is_the_same_text_in_whatever_order_it_was_made(value: dict[str, int | str]) -> None:
    turned = dict(reversed(list(value.items())))
    assert as_json(value) == as_json(turned)
    assert "\x00" not in as_json(value)


@settings(deadline=None)  # the machine may be busy
@given(st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)), st.integers(-14, 14))  # noqa: DTZ001 - the zone is the point
def test_moments_sort_as_their_texts_whatever_zone_they_came_in(naive: datetime, hours: int) -> None:
    at = naive.replace(tzinfo=timezone(timedelta(hours=hours)))
    assert datetime.fromisoformat(moment_text(at)) == at
    assert (moment_text(at) < moment_text(at + timedelta(microseconds=1))) is True
    assert moment_text(at) == moment_text(at.astimezone(UTC))


def test_a_moment_without_a_zone_is_never_stored() -> None:
    with pytest.raises(ValueError, match="time zone"):
        moment_text(datetime(2026, 4, 1))  # noqa: DTZ001 - the zone is the point


def test_a_slip_with_odd_characters_comes_back_from_the_database(store: Store) -> None:
    odd = Witness("rapidocr", "a\x00b\udc80𠮷髙", 0.5, (0.1, 0.2, 0.3, 0.4), raw="\ud800")
    slip = read_slip()
    stored = add(store, Slip(slip.id, slip.scan_id, 1, "slip", 3, {**slip.values, "subject": Value("\x00", (odd,))}))
    with reading(store) as db:
        assert get_slip(db, slip.id) == stored
    assert odd in stored.values["subject"].witnesses
