"""What clerks are told when a file cannot be used: what happened, what is safe, what to do next."""

REASONS: dict[str, str] = {
    "empty": "ファイルの中身が空（0バイト）です。もう一度スキャンして入れ直してください。",
    "unreadable": "ファイルを開けませんでした（読み取りの権限がありません）。権限を確かめて入れ直すか、管理者に連絡してください。",
    "encrypted": "パスワード付きのPDFは読めません。パスワードを外したPDFを入れ直してください。",
    "damaged": "ファイルが途中で切れているか、壊れています。もう一度スキャンして入れ直してください。",
    "wrong_type": "PDF・TIFF・JPEG・PNG のいずれでもありません。スキャンしたファイルか確かめてください。",
    "too_many_pages": "ページ数が多すぎます。分けて入れ直してください。",
    "too_large": "画像またはファイルが大きすぎます。300dpi・A4 程度でスキャンし直してください。",
    "took_too_long": "ページの取り出しに時間がかかりすぎたため中止しました。PDFを印刷してスキャンし直すか、管理者に連絡してください。",
}


def reason_text(reason: str) -> str:
    """The sentence for a reason; an unknown reason still gives a clerk something true to act on."""
    return REASONS.get(
        reason, "このファイルは処理できませんでした。もとのファイルは残してあります。管理者に連絡してください。"
    )
