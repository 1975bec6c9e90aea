"""What only admins see: accounts, and notices that could not be sent."""

from fastapi import APIRouter, Response

from connectors.desk import words
from connectors.desk.entrance import TheVisitor
from connectors.desk.frame import frame
from connectors.desk.office import TheOffice, page
from connectors.desk.rights import require
from connectors.store import outbox, reading
from connectors.store.people import all_people

router = APIRouter()


@router.get("/people")
def people(office: TheOffice, visitor: TheVisitor) -> Response:
    """Every account."""
    require(visitor, "accounts")
    with reading(office.store) as db:
        around = frame(db, visitor, "people")
        rows = [
            {
                "login": p.login,
                "name": p.display_name,
                "role": words.ROLE[p.role],
                "desks": "、".join(p.desks) or "すべて",
                "since": words.moment(p.created_at),
                "disabled": p.disabled,
            }
            for p in all_people(db)
        ]
    return page("people.html", **around, rows=rows)


@router.get("/failures")
def failures(office: TheOffice, visitor: TheVisitor) -> Response:
    """Notices still waiting after a failed try; they are tried again until they leave."""
    require(visitor, "failures")
    with reading(office.store) as db:
        around = frame(db, visitor, "failures")
        rows = [
            {
                "kind": q.notice.kind,
                "subject": q.notice.subject,
                "slip_id": q.notice.slip_id,
                "queued_at": words.moment(q.queued_at),
                "next_at": words.moment(q.next_at),
                "tries": q.tries,
                "why": q.why,
            }
            for q in outbox.unsent(db)
        ]
    return page("failures.html", **around, rows=rows)
