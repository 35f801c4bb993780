// Keys for the review page, and the passage scrolled into view. Everything else is links and forms.
"use strict";

const WRITING = "input, textarea, select, [contenteditable]";

/** A key as the page names it: letters follow Shift alone, so that Caps Lock changes nothing. */
function named(event) {
  const key = event.key;
  if (!/^[a-z]$/i.test(key)) return key;
  return event.shiftKey ? key.toUpperCase() : key.toLowerCase();
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
  const help = document.querySelector("#help");
  if (event.target.closest(WRITING)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const key = named(event);
  if (help && help.open) {
    if (key === "?") help.close();
    return;
  }
  if (key === "N") {
    const note = document.querySelector("[data-note]");
    if (note) {
      event.preventDefault();
      note.focus();
    }
    return;
  }
  const button = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key.split(" ").includes(key));
  if (button) {
    event.preventDefault();
    button.click();
  }
}

/** Scroll the page's own pane, never the window, so that the decision stays in sight. */
function showPassage() {
  const pane = document.querySelector("[data-pane]");
  const passage = pane && pane.querySelector("[data-at]");
  if (!passage) return;
  const offset = passage.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  pane.scrollTop += offset - pane.clientHeight / 3;
}

/** What was not saved must never look saved. */
function notSaved(text) {
  const said = document.querySelector("#said");
  if (!said) return;
  said.className = "refused";
  said.setAttribute("role", "alert");
  said.textContent = text;
}

document.addEventListener("keydown", onKey);
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-help]")) document.querySelector("#help").showModal();
});
document.addEventListener("DOMContentLoaded", showPassage);
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt.id !== "desk") return;
  showPassage();
  const heading = document.querySelector("[data-focus]");
  if (heading) heading.focus({ preventScroll: true });
});
document.addEventListener("htmx:responseError", (event) => {
  notSaved(event.detail.xhr.responseText || "Not saved: the review did not accept it. Reload the page.");
});
document.addEventListener("htmx:sendError", () => {
  notSaved("Not saved: the review does not answer. Start it again with “firmword review”, then reload.");
});
