"""The notices Denpyo sends: what happened, what is safe, what to do next; ids and links, never a name or an amount."""

from flows.wiring import World
from slips.model import Notice


def held(world: World, slip_id: str, desk: str) -> Notice:
    """A slip that could not be proved."""
    body = "確認が必要な伝票があります。まだ登録していません。次の画面で、示された項目だけを確かめてください。"
    return Notice("held", f"伝票 {slip_id} の確認をお願いします", body, world.link(slip_id), desk, slip_id)


def refused(world: World, slip_id: str) -> Notice:
    """The finance system said no."""
    body = "財務会計システムが登録を受け付けなかったため、保留に戻しました。登録はされていません。次の画面で理由を確かめてください。"
    return Notice("refused", f"伝票 {slip_id} は登録できませんでした", body, world.link(slip_id), "", slip_id)


def unconfirmed(world: World, slip_id: str) -> Notice:
    """We may have registered, and could not find out."""
    body = (
        "登録の結果を確かめられませんでした。登録された可能性があるため、自動では二度と入力しません。"
        "財務会計システムを整理番号で照会し、結果を次の画面で答えてください。"
    )
    return Notice("unconfirmed", f"伝票 {slip_id} の登録結果が不明です", body, world.link(slip_id), "", slip_id)


def set_aside(world: World, desk: str, reason: str) -> Notice:
    """A file that cannot become pages. reason: the sentence the clerk reads beside the file."""
    body = (
        f"受付フォルダーのファイルを処理できませんでした。{reason}\n元のファイルは aside フォルダーに残してあります。"
    )
    return Notice("aside", "処理できないファイルがあります", body, f"{world.settings.desk.public_url}/", desk)


def given_back(world: World, desk: str, reason: str) -> Notice:
    """A file that could not be masked and was given back. reason: the sentences the clerk reads beside the file."""
    return Notice("aside", "受け付けられないファイルがあります", reason, f"{world.settings.desk.public_url}/", desk)


def alarm(world: World, problems: int) -> Notice:
    """The audit found something that should never be."""
    body = (
        f"記録の検査で {problems} 件の問題が見つかりました。登録は止めていません。"
        "`denpyo audit` で内容を確かめ、データベースと保管庫に触れた人がいないか調べてください。"
    )
    return Notice("alarm", "記録の検査で問題が見つかりました", body, f"{world.settings.desk.public_url}/")


def day_so_far(world: World, counts: dict[str, int]) -> Notice:
    """The digest: how many slips stand where. counts: Japanese words → number."""
    body = "\n".join(f"{what}：{count} 件" for what, count in counts.items())
    return Notice("digest", "本日の伝票の状況", body, f"{world.settings.desk.public_url}/")
