"""The page picture: only for people who may see the slip, kept by their own browser for a while and by nobody else."""

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse

from connectors.desk.entrance import TheVisitor
from connectors.desk.office import TheOffice
from connectors.desk.rights import visible
from connectors.store import NotKnown, reading

router = APIRouter()


@router.get("/slips/{slip_id}/page.jpg")
def picture(office: TheOffice, visitor: TheVisitor, slip_id: str) -> Response:
    """The aligned page as JPEG."""
    with reading(office.store) as db:
        row = visible(db, visitor, slip_id)
    path = office.pages(row.scan_id, row.page)
    if path is None:
        raise NotKnown(f"there is no picture of slip {slip_id}")
    headers = {"Cache-Control": "private, max-age=600", "Vary": "Cookie"}
    return FileResponse(path, media_type="image/jpeg", headers=headers)
