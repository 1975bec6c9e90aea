"""`denpyo user add`: an account of the desk. The password is typed unseen, or comes from standard input, never from the command line."""

import getpass
import sys

from config import load_settings
from connectors.store import open_store, writing
from connectors.store.people import Role, add_person
from slips.errors import Misconfigured


def add(login: str, name: str, role: Role, desks: tuple[str, ...]) -> int:
    """Adds one account; desks () sees every desk."""
    password = getpass.getpass("パスワード: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if not password:
        raise Misconfigured("パスワードが空です。標準入力から渡すか、画面で入力してください。")
    store = open_store(load_settings().store_url)
    with writing(store) as db:
        add_person(db, login, name, role, password, desks, by="denpyo user add")
    print(f"{login} を {role} として登録しました。")
    return 0
