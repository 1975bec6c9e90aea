"""The rules that must hold even for somebody who gets around the program: append-only tables, moves, approval, receipt.

Revision ID: 0002
"""

from alembic import op

revision = "0002"
down_revision = "0001"

APPEND_ONLY = ("history", "receipts", "approvals")

MOVES = (
    ("read", "held ready"),
    ("held", "ready rejected"),
    ("ready", "held approved rejected"),
    ("approved", "posting held ready"),
    ("posting", "committing posted approved held"),
    ("committing", "posted unconfirmed approved"),
    ("unconfirmed", "posted approved"),
    ("posted", "returned cancelled superseded"),
    ("returned", "cancelled superseded"),
)
LEGAL = " OR ".join(
    f"(OLD.status = '{old}' AND NEW.status IN ({', '.join(repr(new) for new in news.split())}))" for old, news in MOVES
)

APPROVAL = "SELECT 1 FROM approvals a WHERE a.slip_id = NEW.id AND a.slip_version = NEW.version"
RECEIPT = "SELECT 1 FROM receipts r WHERE r.slip_id = NEW.id"
CLAIM_STANDS = "SELECT 1 FROM slips s WHERE s.id = OLD.slip_id AND s.status NOT IN ('read', 'held', 'ready', 'approved', 'rejected')"
MAKER = "SELECT 1 FROM makers m WHERE m.slip_id = NEW.slip_id AND m.critical AND m.person = NEW.approved_by"
TOUCHED = "SELECT 1 FROM makers m WHERE m.slip_id = NEW.slip_id"
ACCOUNT = "SELECT 1 FROM people p WHERE p.login = NEW.approved_by AND NOT p.disabled"
BY_RULE = "NEW.approved_by LIKE 'rule:%'"

GUARDS: tuple[tuple[str, str, str, str, str], ...] = (
    # name, when, table, condition under which it refuses, what it says
    ("slips_stay", "BEFORE DELETE", "slips", "TRUE", "slips are never deleted"),
    ("slips_begin_read", "BEFORE INSERT", "slips", "NEW.status <> 'read'", "a slip begins as read"),
    (
        "slips_keep_their_key",
        "BEFORE UPDATE",
        "slips",
        "NEW.id <> OLD.id OR NEW.scan_id <> OLD.scan_id OR NEW.page <> OLD.page",
        "a slip keeps its key, scan and page",
    ),
    (
        "slips_move_by_the_table",
        "BEFORE UPDATE",
        "slips",
        f"NEW.status <> OLD.status AND NOT ({LEGAL})",
        "there is no such move",
    ),
    (
        "slips_settled_stay_as_they_are",
        "BEFORE UPDATE",
        "slips",
        "NEW.version <> OLD.version AND OLD.status NOT IN ('read', 'held', 'ready', 'approved')",
        "this slip is not open to correction",
    ),
    (
        "slips_count_every_change",
        "BEFORE UPDATE",
        "slips",
        "NEW.slip_values <> OLD.slip_values AND NEW.version = OLD.version",
        "a change of values is a new version",
    ),
    (
        "slips_need_approval",
        "BEFORE UPDATE",
        "slips",
        f"NEW.status IN ('approved', 'posting') AND NOT EXISTS ({APPROVAL})",
        "no approval of this version of the slip",
    ),
    (
        "slips_need_a_receipt",
        "BEFORE UPDATE",
        "slips",
        f"NEW.status = 'posted' AND NOT EXISTS ({RECEIPT})",
        "no receipt for this slip",
    ),
    (
        "approvals_by_another",
        "BEFORE INSERT",
        "approvals",
        f"NOT {BY_RULE} AND EXISTS ({MAKER})",
        "who made a critical value cannot approve it",
    ),
    (
        "approvals_by_an_account",
        "BEFORE INSERT",
        "approvals",
        f"NOT {BY_RULE} AND NOT EXISTS ({ACCOUNT})",
        "only a person with an account approves",
    ),
    (
        "approvals_by_rule_untouched",
        "BEFORE INSERT",
        "approvals",
        f"{BY_RULE} AND EXISTS ({TOUCHED})",
        "a rule approves only what nobody has touched",
    ),
    (
        "claims_stay_once_typed",
        "BEFORE DELETE",
        "claims",
        f"EXISTS ({CLAIM_STANDS})",
        "the claims of a posted slip are kept for ever",
    ),
    ("claims_never_change", "BEFORE UPDATE", "claims", "TRUE", "claims are taken or released, never changed"),
    *(
        (f"{table}_no_{verb.lower()}", f"BEFORE {verb}", table, "TRUE", f"{table} is append-only")
        for table in APPEND_ONLY
        for verb in ("UPDATE", "DELETE")
    ),
)


def upgrade() -> None:
    bind = op.get_bind()
    postgres = bind.dialect.name == "postgresql"
    for name, when, table, condition, says in GUARDS:
        statements = (
            _for_postgres(name, when, table, condition, says)
            if postgres
            else _for_sqlite(name, when, table, condition, says)
        )
        for statement in statements:
            bind.exec_driver_sql(statement)
    if postgres:
        for table in APPEND_ONLY:
            bind.exec_driver_sql(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} EXECUTE FUNCTION {table}_no_delete()"
            )


def _for_sqlite(name: str, when: str, table: str, condition: str, says: str) -> list[str]:
    return [f"CREATE TRIGGER {name} {when} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{says}'); END"]


def _for_postgres(name: str, when: str, table: str, condition: str, says: str) -> list[str]:
    row = "OLD" if when.endswith("DELETE") else "NEW"
    body = f"BEGIN IF {condition} THEN RAISE EXCEPTION '{says}'; END IF; RETURN {row}; END"
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$",
        f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
