"""What the paper itself betrays: corrected figures, a text layer that says something else than the picture. Asked of every form."""

from collections.abc import Iterator

from slips.check.rule import Facts
from slips.form import Form
from slips.masters import Masters
from slips.model import Finding, Slip, Witness
from slips.read import HIDDEN
from slips.settle import same
from slips.written import fold

AMOUNTS = ("money", "words")


def corrected(slip: Slip, form: Form, _masters: Masters, _facts: Facts) -> Iterator[Finding]:
    """10: a struck-out or overwritten figure. An amount may never be corrected, seal or not (domain.md 1.9)."""
    for name, value in slip.values.items():
        if not any(w.kind == "correction" for w in value.witnesses):
            continue
        field = form.by_name[name]
        if field.kind in AMOUNTS:
            message = (
                f"{field.label}に訂正の跡があります。金額は訂正できないため、書き直した用紙を出してもらってください。"
            )
            yield Finding("corrected", name, "B", message)
        else:
            message = f"{field.label}に訂正の跡があります。どの値が正しいか、提出者に確かめてください。"
            yield Finding("corrected", name, "H", message)


def text_layer(slip: Slip, form: Form, _masters: Masters, _facts: Facts) -> Iterator[Finding]:
    """A PDF whose letters say another thing than what is seen on it was altered, or badly made: nobody but a person may say.

    Of what a scanner wrote behind its picture only amounts are held against it: its reading of letters is often poor.
    """
    for name, value in slip.values.items():
        field = form.by_name[name]
        believed = ("", HIDDEN) if field.kind == "money" else ("",)
        hidden = [w for w in value.witnesses if w.kind == "textlayer" and w.retired in believed]
        seen = [w for w in value.witnesses if w.kind == "engine" and not _is_noise(w)]
        if field.critical and hidden and seen and not any(same(field, h.text, s.text) for h in hidden for s in seen):
            message = f"{field.label}：画像に見える文字と、PDFに埋め込まれた文字が違います。原本を確かめてください。"
            yield Finding("text_layer", name, "H", message)


def _is_noise(witness: Witness) -> bool:
    """What an engine made of nothing is no evidence against anybody."""
    return not fold(witness.text)
