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
    "mask_unknown": "登録されたどの様式か確認できませんでした。向き・重なり・様式の年度を確かめ、登録された様式だけをスキャンして入れ直してください。",
    "mask_doubtful": "用紙が傾いているか、欠けているか、ゆがんで写っています。まっすぐスキャンして入れ直してください。",
    "mask_overrun": "個人番号の記入が欄から大きくはみ出しているか、欄に線・印影・付せんがかかっています。欄の周りをふさいで（または番号を伏せて）スキャンし直してください。",
    "mask_stray": "個人番号の欄の外にも番号らしいものがあり、すべてを消せませんでした。番号を伏せてスキャンし直してください。",
    "mask_name": "ファイル名に個人番号らしい12桁の数字があります。ファイル名を変えて入れ直してください。",
    "mask_failed": "個人番号を消す処理が途中で止まりました。管理者に連絡し、それまでは手作業で処理してください。",
}

MASKED = "個人番号（マイナンバー）を消した画像だけを保管しました。もとのファイルは、このフォルダーから削除しました。"

NOT_KEPT = (
    "個人番号（マイナンバー）を確実に消せないため、このファイルを受け付けませんでした。"
    "システムには、画像も文字も一切保存していません。もとのファイルは、この aside フォルダーにそのまま戻してあります。"
    "番号が写っている可能性があるため、用が済んだら削除してください。"
)


def reason_text(reason: str) -> str:
    """The sentence for a reason; an unknown reason still gives a clerk something true to act on."""
    return REASONS.get(
        reason, "このファイルは処理できませんでした。もとのファイルは残してあります。管理者に連絡してください。"
    )


def not_masked_text(reason: str, page: int) -> str:
    """What the clerk of a masked desk reads beside a file that was given back. page: from 1; 0 where none is to blame."""
    where = f"{page}ページ目：" if page else ""
    return f"{NOT_KEPT}\n理由：{where}{reason_text(reason)}"
