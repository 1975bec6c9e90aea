// Finds on a page what a person would find: by the words beside, above or on it. Never by id, name or position.
// Read by bots/seen.py, which wraps these functions for Playwright.

const squeeze = (text) => (text || "").replace(/\s+/g, "");
const isShown = (element) => element.checkVisibility({ visibilityProperty: true });

// innerText is what is seen but costs a layout, so textContent sifts first.
const says = (cell, words) => squeeze(cell.textContent).includes(words) && squeeze(cell.innerText) === words;

const CONTROLS = {
  control: "input:not([type=hidden],[type=button],[type=submit],[type=reset],[type=image],[type=checkbox],[type=radio]), select, textarea",
  press: "input[type=button], input[type=submit], input[type=image], input[type=reset], button, a[href], [role=button]",
  box: "input[type=checkbox], input[type=radio]",
};

const inside = (place, kind) => [...place.querySelectorAll(CONTROLS[kind])].filter(isShown);

// The bar on top of every page repeats labels (年度, 所属) with other values than the form's.
const isHeader = (table, header) => header && [...table.rows].some((row) => [...row.cells].some((cell) => says(cell, header)));

const labelsOf = (row) => {
  const heads = [...row.cells].filter((cell) => cell.tagName === "TH");
  return heads.length ? heads : [...row.cells].filter((_, i) => i % 2 === 0);
};

const below = (cell) => {
  const under = cell.parentElement.nextElementSibling;
  return under && under.cells ? under.cells[cell.cellIndex] : undefined;
};

// Pairs of a label's cell and the place that belongs to it: the next cell, or the one below where labels stand in a row.
function places(root, header, isWanted) {
  const found = [];
  for (const table of root.querySelectorAll("table")) {
    if (isHeader(table, squeeze(header))) continue;
    for (const row of table.rows) {
      for (const cell of labelsOf(row)) {
        if (!isWanted(cell) || cell.querySelector("table") || !isShown(cell)) continue;
        const beside = cell.nextElementSibling;
        const place = beside && beside.tagName === "TD" ? beside : below(cell);
        if (place) found.push([squeeze(cell.innerText), place]);
      }
    }
  }
  return found;
}

const placesBeside = (root, header, words) => places(root, header, (cell) => says(cell, squeeze(words))).map(([, place]) => place);

const labelled = (root, header) => places(root, header, (cell) => squeeze(cell.textContent));

const namesOf = (element) => [
  ...[...(element.labels || [])].map((label) => label.innerText),
  element.getAttribute("aria-label"), element.getAttribute("placeholder"), element.getAttribute("title"),
];

const wordsOn = (element) =>
  element.tagName !== "INPUT" ? element.innerText : element.type === "image" ? element.alt : element.value;

const wordsBeside = (box) => [...namesOf(box), box.parentElement.innerText];

// Every spot that answers to a label, each a list of elements: one cell may hold several boxes.
function spots(root, { label, kind, within, header }) {
  const wanted = squeeze(label);
  if (kind === "press") {
    const scopes = within ? placesBeside(root, header, within) : [root];
    return scopes.flatMap((scope) => inside(scope, kind).filter((e) => squeeze(wordsOn(e)) === wanted).map((e) => [e]));
  }
  if (kind === "box") {
    return inside(root, kind).filter((e) => wordsBeside(e).some((w) => squeeze(w) === wanted)).map((e) => [e]);
  }
  const cells = placesBeside(root, header, label).map((cell) => inside(cell, kind)).filter((list) => list.length);
  if (cells.length) return cells;
  return inside(root, kind).filter((e) => namesOf(e).some((name) => squeeze(name) === wanted)).map((e) => [e]);
}

// What the page says of itself. messages: lines that begin with a code such as E-101.
function look({ busy, header }) {
  const text = document.body ? document.body.innerText : "";
  return {
    idle: document.readyState === "complete" && !busy.some((word) => text.includes(word)),
    title: document.title,
    headings: [...document.querySelectorAll("h1")].filter(isShown).map((h) => squeeze(h.innerText)),
    messages: text.split("\n").map((line) => line.trim()).filter((line) => /^[A-Z]+-\d+/.test(line)),
    text: squeeze(text),
  };
}

const pairs = ({ header }) => labelled(document, header).map(([label, place]) => [label, place.innerText]);

// What stands in a control now, and what a list offers. A password is nobody's business.
const stateOf = (element) => ({
  value: element.options ? (element.selectedOptions[0] || { text: "" }).text : element.type === "password" ? "" : element.value || "",
  options: element.options ? [...element.options].map((option) => option.text) : [],
});

const states = (wanted) => spots(document, wanted).map((elements) => elements.map(stateOf));

// The cursor leaves the control it is in: now the system may check, reformat or look up what was typed.
function leave(wanted) {
  if (document.activeElement) document.activeElement.blur();
  return { ...look(wanted), states: states(wanted) };
}

// The words on everything that can be filled or pressed: proposals for a person when a target is missing.
function candidates({ kind, header }) {
  if (kind !== "control") return inside(document, kind).map((e) => (kind === "box" ? wordsBeside(e).join("") : wordsOn(e)));
  return labelled(document, header).filter(([, cell]) => inside(cell, kind).length).map(([label]) => label);
}

// The rows of the one table that has this word among its headings, each as {heading: text}.
function tables({ heading }) {
  const headed = [...document.querySelectorAll("table")].filter(isShown).map((table) => [...table.rows].filter((row) => row.cells.length));
  const heads = (rows) => (rows.length ? [...rows[0].cells].map((cell) => squeeze(cell.innerText)) : []);
  return headed.filter((rows) => heads(rows).includes(squeeze(heading))).map((rows) =>
    rows.slice(1).map((row) => Object.fromEntries(heads(rows).map((head, i) => [head, row.cells[i] ? row.cells[i].innerText.trim() : ""]))));
}
