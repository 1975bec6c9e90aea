"""The trap `lost-answer`: registered for good, but the browser never hears of it."""

from fastapi import Response
from starlette.types import Receive, Scope, Send

from practice.finance.audit import note_alone
from practice.finance.session import User
from practice.finance.traps import Answer
from practice.finance.world import World

GATEWAY_PAGE = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


class CutResponse(Response):
    """Promises a whole page, sends its beginning and lets the server close the connection."""

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        beginning = bytes(self.body)[: len(self.body) // 4]
        await send({"type": "http.response.body", "body": beginning, "more_body": True})


def answered(world: World, user: User, voucher_no: str, answer: Response) -> Response:
    """The answer to 登録 as it leaves the server; a lost one is audited as such."""
    leaves_as = world.traps.answer_to_register()
    if leaves_as is Answer.WHOLE:
        return answer
    note_alone(world.database, user.number, "lost-answer", voucher_no)
    if leaves_as is Answer.GATEWAY:
        return Response(GATEWAY_PAGE, status_code=502, media_type="text/html")
    return CutResponse(answer.body, headers=dict(answer.headers))
