"""The two-witness rule (design section 2): which values are proved, and by whom.

A critical field is settled only when two *independent* witnesses agree and no living one disagrees. Independent means a
different kind, or a different engine on a differently cut crop; on handwriting all engines together are one voice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from slips.arithmetic import equations
from slips.complete import UNCOUNTED, UNNAMED, UNTAXED, UNTOLD, unproved
from slips.form import Field, Form
from slips.joint import decoded
from slips.masters import Masters
from slips.model import Value, Witness
from slips.ties import tied
from slips.wording import ALMOST, almost_words
from slips.written import fold, shape

Values = Mapping[str, Value]
Derived = ("arithmetic", "joint", "master")
A_PERSON_HAS_SPOKEN = "a person has spoken"
ENOUGH = 2
DECODED = "joint decoding"
OUT_OF_SUM = "out of sum"
UNLISTED = "unlisted"
SURE = 0.9
"""Only where a reader is less sure than this of its own reading are its other ideas looked at."""


def prove(form: Form, values: Values, masters: Masters, doubt: str = "") -> dict[str, Value]:
    """The values with ties and arithmetic derived afresh, a text chosen for each, and `settled` decided.

    Pure and repeatable: what was derived before is dropped first, so a correction leaves no stale witness behind.
    """
    bare = {n: _without(v, Derived) for n, v in values.items()}
    chosen = {n: replace(v, text=choose(form.by_name[n], v.living)) for n, v in bare.items()}
    with_ties = _add_ties(form, chosen, masters)
    with_sums = _add_sums(form, _add_joint(form, with_ties))
    texts = {n: v.text for n, v in with_sums.items()}
    out_of_sum = dict.fromkeys(_only_in_failing_sums(form, texts), OUT_OF_SUM)
    unborne = {
        **out_of_sum,
        **unproved(form, texts),
        **almost_words(form, texts, masters),
        **_unlisted(form, with_sums, masters),
    }
    return {n: _decide(form, form.by_name[n], v, doubt, unborne.get(n, "")) for n, v in with_sums.items()}


def _only_in_failing_sums(form: Form, texts: Mapping[str, str]) -> frozenset[str]:
    """Figures that stand in a sum that fails and in none that holds: half a figure (a torn edge) is read alike by every engine.

    The failing sum is a finding anyhow, so this costs no slip its rest.
    """
    found = equations(form, texts)
    holding = {f for e in found if e.holds for f in e.fields}
    failing = frozenset(f for e in found if not e.holds for f in e.fields)
    return frozenset(f for f in failing - holding if form.by_name[f].critical)


def _unlisted(form: Form, values: Values, masters: Masters) -> dict[str, str]:
    """Name → UNLISTED, where a list should know it and nothing bears it out: a third of such names are misread, some with certainty.

    A vendor who draws his own paper need be on no list; and a city may leave its list of staff empty.
    """
    listed = {n for tie in form.ties if tie.master != "staff" or masters.staff for n in tie.fields if n in values}
    names = (f for n in sorted(listed) if (f := form.by_name[n]).kind in ("name", "kana"))
    plain = (f for f in names if f.is_placed and not f.critical and values[f.name].text)
    return {f.name: UNLISTED for f in plain if _is_engines_alone(f, values[f.name])}


def _is_engines_alone(field: Field, value: Value) -> bool:
    agreeing = [w for w in value.living if same(field, w.text, value.text)]
    return all(w.kind == "engine" for w in agreeing) and _engine_voices(field, agreeing) < ENOUGH


def same(field: Field, left: str, right: str) -> bool:
    """Do two texts say the same? Texts of people and things are compared without widths and blanks, names by their shape."""
    if field.kind == "name":
        return shape(left) == shape(right)
    return left == right if field.kind not in ("address", "text", "kana") else fold(left) == fold(right)


def choose(field: Field, living: tuple[Witness, ...]) -> str:
    """The text most voices give; a person's word goes first, then data; of as many voices, the one that is no engine, then the earliest."""
    if not living:
        return ""
    people = [w for w in living if w.kind in ("person", "data")]
    if people:
        return people[-1].text
    return max(living, key=lambda w: (voices(field, w.text, living), w.kind != "engine")).text


def voices(field: Field, text: str, living: tuple[Witness, ...]) -> int:
    """How many independent witnesses say `text`."""
    agreeing = [w for w in living if same(field, w.text, text)]
    engines = [w for w in agreeing if w.kind == "engine"]
    people = {w.source for w in agreeing if w.kind == "person"}
    kinds = {"arithmetic" if w.kind == "joint" else w.kind for w in agreeing} - {"engine", "person"}
    seen = _engine_voices(field, engines)
    if not field.is_placed:
        # Whoever reads there says what stands there; that it is the right place, none of them says.
        seen, kinds = min(1, seen + len(kinds & {"textlayer"})), kinds - {"textlayer"}
    return len(people) + len(kinds) + seen


def _engine_voices(field: Field, engines: list[Witness]) -> int:
    """Two only for print, and only where one engine's cut differs from another engine's cut."""
    apart = any(a.source != b.source and a.cut != b.cut for a in engines for b in engines)
    return 2 if apart and field.printed else min(1, len(engines))


def _decide(form: Form, field: Field, value: Value, doubt: str, unborne: str) -> Value:
    """unborne: why sums or masters leave the text open, a key of WHY, whatever a reader's confidence; it counts only where nobody but
    machines has spoken."""
    why = _why_not(form, field, value, doubt)
    if why in ("", "unsure") and not field.incidental and not any(w.kind in ("person", "data") for w in value.living):
        why = unborne or why
    return replace(value, settled=not why, critical=field.critical, why=why)


def _why_not(form: Form, field: Field, value: Value, doubt: str) -> str:
    """Why the value is not settled, as a key of WHY; "" when it is."""
    living = value.living
    if field.incidental:
        return ""
    if any(w.kind == "data" for w in living):
        return ""
    if doubt and not value.people:
        return "doubt"
    if not value.people and any(w.kind == "correction" for w in value.witnesses):
        return "corrected"
    if not living:
        return "unread"
    if not value.text and field.required:
        return "blank"
    if field.critical:
        dissent = [w for w in living if not same(field, w.text, value.text)]
        if dissent and not _is_outvoted(field, value, dissent):
            return "disagree"
        return "" if voices(field, value.text, living) >= ENOUGH else "one witness"
    return "" if _enough_for_plain(form, field, value) else "unsure"


def _is_outvoted(field: Field, value: Value, dissent: list[Witness]) -> bool:
    """On handwriting the engines speak with one voice. What one of them says is it where two equations or records, made from other
    places on the paper, bear it out; where only one does, what most of them say."""
    if field.printed or any(w.kind != "engine" for w in dissent):
        return False
    agreeing = [w for w in value.living if same(field, w.text, value.text)]
    readers = {w.source for w in agreeing if w.kind == "engine"}
    derived = {w.source for w in agreeing if w.kind in Derived}
    if readers and len(derived - {DECODED}) >= ENOUGH:
        return True
    return len(readers) > len({w.source for w in dissent}) and bool(derived)


def _enough_for_plain(form: Form, field: Field, value: Value) -> bool:
    agreeing = [w for w in value.living if same(field, w.text, value.text)]
    return any(w.kind not in ("engine", "mark") or w.confidence >= needed(form, field, w.source) for w in agreeing)


def needed(form: Form, field: Field, engine: str) -> float:
    """The confidence at which one reading by this engine is believed, in a field that is not critical."""
    return field.confidence.get(engine, form.confidence)


WHY = {
    "doubt": "ページの位置合わせが確かでないため、読み取り結果を使えません。",
    "blank": "何も書かれていないように見えます。",
    "unread": "読み取れませんでした。",
    "corrected": "書き直した跡があります。",
    "disagree": "読み取り結果が食い違っています。",
    "one witness": "裏付けが一つしかありません。",
    OUT_OF_SUM: "計算と合いません。",
    UNCOUNTED: "明細の合計が請求書の合計と合わず、読み落とした行があるかもしれません。何行目の値かを用紙で確かめてください。",
    UNTAXED: "対象額・消費税・合計のつながりが確かめられません。請求する金額かどうかを用紙で確かめてください。",
    UNNAMED: "消費税がこの税率の対象額と合いません。どの税率の金額かを用紙で確かめてください。",
    UNTOLD: "明細の合計と一致しないため、税込・税抜のどちらの額か確かめられません。用紙で確かめてください。",
    UNLISTED: "台帳や名簿で確かめられません。用紙のとおりか確かめてください。",
    ALMOST: "台帳にある言葉と1文字だけ違います。読み違いでないか用紙で確かめてください。",
    "unsure": "読み取りに自信がありません。",
}


def with_person(form: Form, values: Values, corrections: Mapping[str, str], by: str) -> dict[str, Value]:
    """The values after person `by` said what stands in some fields: machine readings and other people's other texts retire."""
    changed = dict(values)
    for name, text in corrections.items():
        field = form.by_name[name]
        value = changed.get(name, Value(""))
        kept = [_retired_by(field, w, text, by) for w in value.witnesses]
        changed[name] = replace(value, text=text, witnesses=(*kept, Witness(by, text, kind="person", raw=text)))
    return changed


def _retired_by(field: Field, witness: Witness, text: str, by: str) -> Witness:
    agrees_as_person = witness.kind == "person" and witness.source != by and same(field, witness.text, text)
    # What joint decoding retired comes back at every proof; a person's word outlasts that.
    is_out = witness.retired not in ("", DECODED)
    return witness if is_out or agrees_as_person else replace(witness, retired=A_PERSON_HAS_SPOKEN)


def makers(values: Values) -> frozenset[str]:
    """Everybody who ever gave a critical value: none of them may approve the slip."""
    return frozenset(w.source for v in values.values() if v.critical for w in v.witnesses if w.kind == "person")


def _without(value: Value, kinds: tuple[str, ...]) -> Value:
    kept = (w for w in value.witnesses if w.kind not in kinds)
    return replace(value, witnesses=tuple(replace(w, retired="") if w.retired == DECODED else w for w in kept))


def _add_joint(form: Form, values: Values) -> dict[str, Value]:
    """The readings that joint decoding replaces retire; what it found is one voice, together with the equations it rests on."""
    texts = {n: v.text for n, v in values.items()}
    disputed = {n: c for n, v in values.items() if (c := _disputed(form.by_name[n], v))}
    possible = {n: c for n, v in values.items() if (c := _possible(form.by_name[n], v))}
    result = dict(values)
    for name, text in decoded(form, texts, disputed, possible).items():
        kept = (replace(w, retired=DECODED) if not w.retired and w.text != text else w for w in values[name].witnesses)
        result[name] = replace(values[name], text=text, witnesses=(*kept, Witness(DECODED, text, kind="joint")))
    return result


def _disputed(field: Field, value: Value) -> tuple[str, ...]:
    """What other engines read first, where nobody but engines has spoken."""
    living = value.living
    if any(w.kind != "engine" for w in living):
        return ()
    return tuple(dict.fromkeys(w.text for w in living if not same(field, w.text, value.text)))


def _possible(field: Field, value: Value) -> tuple[str, ...]:
    """What else a figure may say: other first readings, then what unsure readers thought possible; nothing where it is proved."""
    living = value.living
    if any(w.kind != "engine" for w in living) or voices(field, value.text, living) >= ENOUGH:
        return ()
    return tuple(dict.fromkeys(t for t in (*_disputed(field, value), *_ideas(living)) if t != value.text))


def _ideas(living: Iterable[Witness]) -> tuple[str, ...]:
    return tuple(a for w in living if w.kind == "engine" and w.confidence < SURE for a in w.alternatives)


def _add_ties(form: Form, values: Values, masters: Masters) -> dict[str, Value]:
    seen = {n: frozenset(w.text for w in v.living) for n, v in values.items()}
    wider = {n: seen[n] | frozenset(_ideas(v.living)) for n, v in values.items()}
    year = int(values["fiscal_year"].text or 0) if "fiscal_year" in values else 0
    result = dict(values)
    for tie in form.ties:
        # What unsure readers thought possible is asked only where their first readings fit no record.
        found = tied(tie.master, tie.fields, seen, masters, year) or tied(tie.master, tie.fields, wider, masters, year)
        for name, text in found.items():
            if name in result:
                result[name] = _joined(
                    form.by_name[name], result[name], Witness(f"{tie.master} master", text, kind="master")
                )
    return result


def _add_sums(form: Form, values: Values) -> dict[str, Value]:
    result = dict(values)
    for equation in equations(form, {n: v.text for n, v in values.items()}):
        for name in equation.fields if equation.holds else ():
            if name in result:
                witness = Witness(equation.name, values[name].text, kind="arithmetic")
                result[name] = replace(result[name], witnesses=(*result[name].witnesses, witness))
    return result


def _joined(field: Field, value: Value, witness: Witness) -> Value:
    """A master's word about a name is the better writing of it; about a code it is one voice among others."""
    witnesses = (*value.witnesses, witness)
    if value.people:
        return replace(value, witnesses=witnesses)
    text = (
        witness.text
        if field.kind in ("name", "text", "address")
        else choose(field, tuple(w for w in witnesses if not w.retired))
    )
    return replace(value, text=text, witnesses=witnesses)
