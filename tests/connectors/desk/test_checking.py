"""The checking screen over HTTP: what is asked for, what is saved, what is refused."""

from tests.connectors.desk.conftest import Desk
from tests.connectors.desk.paper import page_reading, written

OTHERWISE = {"amount": "¥10,798"}


def test_a_held_slip_asks_only_for_the_field_that_is_not_settled(desk: Desk) -> None:
    texts = written("101-0042")
    slip = desk.lay(texts, page_reading(texts, OTHERWISE))
    page = desk.visit("sato").get(f"/slips/{slip.id}").text
    assert "確かめる項目 1件" in page
    assert "読み取り結果が食い違っています。" in page
