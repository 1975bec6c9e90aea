"""Labels on a page of free layout: where each of the form's words for its fields is printed, the longest word winning."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ocr.free_page import Rect
from ocr.free_text import Glyph, Sheet
from slips.form import Form

PAIR, UNDER, OR = "|", "↓", "/"
"""In a label: "10%対象/10% | 消費税" is what stands in the row of one of the first and the column (or to the right) of the second;
"10%対象 ↓ 消費税" is what stands beside the second, right under the first."""
CLOSING = frozenset(")]】〕」")
ENDING = "~"
"""Before a label: it ends another word (花里小学校御中)."""
POLITE = ("", "ご", "御", "お")
OVERLOOKED = frozenset("「」『』()[]{}【】〔〕〈〉<>《》・･:;■□●○◆◇▼▶*.")
"""Ornaments that vendors put into and around their labels."""
SPREAD = 6.0
"""Times its height, how far apart the characters of one label may stand (小　　計)."""


@dataclass(frozen=True)
class Label:
    """One place where a label is printed. rest: what follows it on its line, from left to right."""

    text: str
    word: int
    rect: Rect
    rest: tuple[Glyph, ...]


Labels = Mapping[str, Sequence[Label]]


def plain(label: str) -> str:
    """A label as it is compared: half-width, without blanks and ornaments."""
    folded = unicodedata.normalize("NFKC", label)
    return "".join(c for c in folded if not c.isspace() and c not in OVERLOOKED)


def parts_of(label: str) -> tuple[tuple[str, ...], ...]:
    """The one label, or of a row and a column the words for each."""
    between = next((sign for sign in (PAIR, UNDER) if sign in label), "")
    if not between:
        return ((_named(label),),)
    return tuple(tuple(plain(word) for word in part.split(OR)) for part in label.split(between))


def _named(label: str) -> str:
    return ENDING + plain(label[1:]) if label.startswith(ENDING) else plain(label)


def others_of(form: Form) -> list[str]:
    """Labels of what no field takes (telephone, payment date, last month's bill): what stands beside them is theirs."""
    return [plain(label) for label in form.parameters.get("other_labels", ())]


def labels_on(sheet: Sheet, form: Form) -> Labels:
    """Every label of the form on the page, by its plain text."""
    known = {word for field in form.fields for label in field.labels for part in parts_of(label) for word in part}
    known |= set(others_of(form))
    return _found(sheet, known)


def titles_on(sheet: Sheet, form: Form) -> list[Label]:
    """Where one of the form's titles stands alone on its line."""
    found = _found(sheet, {plain(anchor.text) for anchor in form.titles})
    return [label for places in found.values() for label in places if _stands_alone(sheet, label)]


def _stands_alone(sheet: Sheet, label: Label) -> bool:
    own = sheet.words[label.word]
    before = [g for g in own.glyphs if g.right <= label.rect[0] + 0.01 and g.char not in OVERLOOKED]
    after = [g for g in label.rest if g.left < label.rect[2] + 2 * own.height and g.char not in OVERLOOKED]
    return not before and not after


def _found(sheet: Sheet, known: Iterable[str]) -> dict[str, list[Label]]:
    endings = {k[1:] for k in known if k.startswith(ENDING)}
    known = {k for k in known if k and not k.startswith(ENDING)}
    wanted = sorted({polite + k for k in known for polite in POLITE}, key=len, reverse=True)
    by_first: dict[str, list[str]] = {}
    for text in wanted:
        by_first.setdefault(text[0], []).append(text)
    names = _without_politeness(known)
    found: dict[str, list[Label]] = {}
    taken: set[tuple[int, float]] = set()
    for word in _left_to_right(sheet):
        glyphs = stream(sheet, word)
        own = len(sheet.words[word].glyphs)
        at = 0
        ended = -1
        while at < own:
            match = _match(glyphs, at, by_first, sheet, taken) if at == ended or _may_begin(glyphs, at) else None
            if match and at == ended and not _stands_free(match, glyphs):
                match = None
            if not match:
                at += 1
                continue
            text, end = match
            found.setdefault(names[text], []).append(_label(sheet, names[text], glyphs, at, end))
            taken |= {(g.word, g.left) for g in glyphs[at:end]}
            at = ended = end
        for text, at in _endings(glyphs[:own], endings):
            if not any((g.word, g.left) in taken for g in glyphs[at : at + len(text)]):
                found.setdefault(ENDING + text, []).append(_label(sheet, ENDING + text, glyphs, at, at + len(text)))
    return found


def _endings(glyphs: Sequence[Glyph], endings: Iterable[str]) -> list[tuple[str, int]]:
    """Labels that end another word, and where they begin; one of a single character only before a gap (様, but not 仕様書)."""
    said = "".join(g.char for g in glyphs)
    found = [(text, at) for text in endings for at in range(1, len(said)) if said.startswith(text, at)]
    return [(t, at) for t, at in found if len(t) > 1 or at + 1 == len(said) or glyphs[at + 1].apart]


def _without_politeness(known: Iterable[str]) -> dict[str, str]:
    """ご請求日 → 請求日, but what the form itself writes politely stays."""
    names = {polite + k: k for k in known for polite in POLITE}
    return names | {k: k for k in known}


def _left_to_right(sheet: Sheet) -> list[int]:
    return sorted(range(len(sheet.words)), key=lambda i: sheet.words[i].rect[0])


def stream(sheet: Sheet, word: int) -> list[Glyph]:
    """The characters of a word and of those to its right on the same line."""
    return [g for i in (word, *sheet.after(word)) for g in sheet.words[i].glyphs]


def _may_begin(glyphs: Sequence[Glyph], at: int) -> bool:
    """A label begins a word, or follows a gap, an ornament, a figure or a unit: never the middle of another word."""
    if at == 0 or glyphs[at].apart or glyphs[at].word != glyphs[at - 1].word:
        return True
    before = glyphs[at - 1].char
    return before in OVERLOOKED or before.isdigit() or before in "円%、,/-※" or not before.isalnum()


def _stands_free(match: tuple[str, int], glyphs: Sequence[Glyph]) -> bool:
    """Whether a label right behind another one is one too (伝票番号品名): a whole word of its own, to the next gap."""
    text, end = match
    return len(text) > 1 and (end == len(glyphs) or glyphs[end].apart or glyphs[end].word != glyphs[end - 1].word)


def _match(
    glyphs: Sequence[Glyph], at: int, by_first: Mapping[str, Sequence[str]], sheet: Sheet, taken: set[tuple[int, float]]
) -> tuple[str, int] | None:
    """The longest label that begins at a character, and where it ends."""
    for text in by_first.get(glyphs[at].char, ()):
        end = _end_of(text, glyphs, at, sheet)
        if end and not any((g.word, g.left) in taken for g in glyphs[at:end]) and _may_end(text, glyphs, end):
            return text, end
    return None


def _end_of(text: str, glyphs: Sequence[Glyph], at: int, sheet: Sheet) -> int:
    """Where the label ends if it stands here, else 0."""
    reach, begin = SPREAD * sheet.words[glyphs[at].word].height, at
    for char in text:
        while at < len(glyphs) and glyphs[at].char in OVERLOOKED and glyphs[at].char != char:
            at += 1
        if at == len(glyphs) or glyphs[at].char != char:
            return 0
        if at > begin and _parted(glyphs, at, begin, reach, sheet):
            return 0
        at += 1
    return at


def _parted(glyphs: Sequence[Glyph], at: int, begin: int, reach: float, sheet: Sheet) -> bool:
    """Whether a gap or a ruled line keeps a character from being of one label with those before it.

    Only single characters may be spread out; whole words side by side (数量　単位) are two labels.
    """
    before, here = glyphs[at - 1], glyphs[at]
    if before.word == here.word:
        return False
    single = all(len(sheet.words[w].glyphs) == 1 for w in {g.word for g in glyphs[begin : at + 1]})
    gap = here.left - before.right
    return gap > (reach if single else reach / SPREAD) or sheet.rules.between(
        before.right, here.left, sheet.words[here.word].middle
    )


def _may_end(text: str, glyphs: Sequence[Glyph], end: int) -> bool:
    """A label of figures does not end within a figure (10% in 110%), one of letters not within a word, a rate not in a sentence."""
    behind = next((g for g in glyphs[end : end + 3] if g.char not in CLOSING), None)
    if (
        "%" in text
        and behind
        and not behind.apart
        and behind.word == glyphs[end - 1].word
        and is_japanese_letter(behind.char)
    ):
        return False  # (8%)対象商品です
    if end == len(glyphs) or glyphs[end].apart or glyphs[end].word != glyphs[end - 1].word:
        return True
    if len(text) == 1 and is_japanese_letter(glyphs[end].char):
        return False  # 税 of 対象金額(税込)
    return not (text[-1].isascii() and text[-1].isalnum() and glyphs[end].char.isascii() and glyphs[end].char.isalnum())


def is_japanese_letter(char: str) -> bool:
    return char.isalpha() and not char.isascii() and char not in "円金"


def _label(sheet: Sheet, text: str, glyphs: Sequence[Glyph], at: int, end: int) -> Label:
    own = glyphs[at:end]
    words = {g.word for g in own}
    top = min(sheet.words[w].rect[1] for w in words)
    bottom = max(sheet.words[w].rect[3] for w in words)
    return Label(text, glyphs[at].word, (own[0].left, top, own[-1].right, bottom), tuple(glyphs[end:]))
