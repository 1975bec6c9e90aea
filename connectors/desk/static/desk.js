// Comfort only: every page works without this file.
"use strict";

(() => {
  const check = document.querySelector("#check");
  const paper = document.querySelector(".paper");

  // The box of the field in hand is lit, and brought into sight on the page picture.
  function light(number) {
    document.querySelectorAll(".box.lit").forEach((box) => box.classList.remove("lit"));
    const box = document.getElementById(`box-${number}`);
    if (!box || !paper) return;
    box.classList.add("lit");
    const place = box.getBoundingClientRect();
    const pane = paper.getBoundingClientRect();
    if (place.top < pane.top + 40 || place.bottom > pane.bottom - 40) {
      paper.scrollTop += place.top - pane.top - pane.height / 3;
    }
  }

  // Enter accepts the value in hand and goes on; after the last one it stands on the button that saves.
  function goOn(input) {
    const tick = input.closest("[data-number]").querySelector("input[type=checkbox]");
    if (tick) tick.checked = true;
    const inputs = [...check.querySelectorAll(".field input:not([type]), .field select")];
    const next = inputs.slice(inputs.indexOf(input) + 1).find((other) => other.closest(".field").matches(".open"));
    const target = input.closest(".field") && next ? next : check.querySelector("button[type=submit]");
    target.focus();
    if (target.select) target.select();
  }

  document.addEventListener("focusin", (event) => {
    const part = event.target.closest("[data-number]");
    if (part) light(part.dataset.number);
  });

  document.querySelectorAll('a[href^="#box-"]').forEach((link) => {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      light(link.hash.slice("#box-".length));
    });
  });

  if (check) {
    check.addEventListener("keydown", (event) => {
      // While a Japanese input method is open, Enter belongs to it.
      if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
      if (event.ctrlKey) {
        event.preventDefault();
        check.requestSubmit();
      } else if (event.target.matches("input:not([type]), select")) {
        event.preventDefault();
        goOn(event.target);
      }
    });
    const first = check.querySelector("[autofocus]");
    if (first && (document.activeElement === first || document.activeElement === document.body)) {
      first.focus();
      if (first.select) first.select();
      light(first.closest("[data-number]").dataset.number);
    }
  }

  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
})();
