// What the review shows when a page or an answer comes, and what listens there. Everything else is links and forms.
"use strict";

const FOLDS = "firmword.fold.";
const PLACES = new Set(["desk", "differences"]); // the parts of pages that an answer of the server replaces

// --- folds that stay as they were left

function showFolds() {
  for (const fold of document.querySelectorAll("[data-fold]")) {
    const left = kept(FOLDS + fold.dataset.fold);
    if (left !== null) fold.open = left === "open";
  }
}

// --- what is shown

/** Scroll the page's own pane, never the window, so that the decision stays in sight. */
function showPassage() {
  const pane = document.querySelector("[data-pane]");
  const passage = pane && pane.querySelector("[data-at]");
  if (passage) {
    const offset = passage.getBoundingClientRect().top - pane.getBoundingClientRect().top;
    pane.scrollTop += offset - pane.clientHeight / 3;
  }
  showQuote();
  // On a small window it stands below a list, and where one had read far on the page before, above what is in view.
  const asked = document.querySelector(".difference, .offer, .asked, .judged, .nothing [data-focus]");
  if (asked && (!inView(asked) || asked.getBoundingClientRect().top < 0)) asked.scrollIntoView();
}

const measured = new CSSStyleSheet(); // no element of a page has a style of its own
document.adoptedStyleSheets = [measured];

/** How much of a small window the dock lies over: what comes into view, or gets the focus, stands above it. */
function measureDock() {
  const dock = document.querySelector(".dock");
  const over = dock && getComputedStyle(dock).position === "sticky" ? dock.offsetHeight : 0;
  measured.replaceSync(`html { --dock: ${over}px; }`);
}

/** Bring what is judged into view, beside as much of what is told of it as fits. */
function showQuote() {
  const focused = document.querySelector(".statement[aria-current]");
  if (!focused) return;
  focused.scrollIntoView({ block: "nearest" });
  focused.querySelector("blockquote").scrollIntoView({ block: "nearest" }); // first of all what is judged
}

/** What a person folds is kept; what the page itself opens as it comes is not. */
function onToggle(event) {
  const name = event.target.dataset && event.target.dataset.fold;
  if (!name) return;
  keep(FOLDS + name, event.target.open ? "open" : "closed");
  if (!event.target.closest(".dock")) return;
  measureDock();
  showQuote(); // what folds out at the foot takes its room
}

/** The address names the passage that is shown, so that whoever goes back comes to it, and not to the next one. */
function nameAddress() {
  const desk = document.querySelector("#desk[data-address]");
  if (desk) history.replaceState(history.state, "", desk.dataset.address);
}

/** A page that the browser kept as it was left is asked for anew: it does not know what was saved since. */
function onReturn(event) {
  if (!event.persisted) return;
  if (unsaved()) notSaved("This page is as you left it: what was decided since is not on it. Save, or reload it.");
  else location.reload();
}

function arrived() {
  warned = 0;
  nameAddress();
  here = location.href;
  showKeys(document);
  showFolds();
  showDraft();
  showForms();
  measureDock();
  showPassage();
  look();
}

/** Do something once what has come is on the screen: the second frame begins when the first is shown. */
const onScreen = (then) => requestAnimationFrame(() => requestAnimationFrame(then));

/** From now on, or from a blink on, what has come counts as seen. */
function seen() {
  painted = true;
  look();
}

readSettings();
document.addEventListener("keydown", onKey);
document.addEventListener("pointerdown", () => {
  if (isGlance()) toldAt -= GLANCE; // whoever goes on by mouse has read what was told
});
document.addEventListener("input", onWritten);
document.addEventListener("click", onLeaving, true);
document.addEventListener("submit", onLeaving, true);
document.addEventListener("click", onClick);
document.addEventListener("DOMContentLoaded", () => {
  document.addEventListener("toggle", onToggle, true);
  arrived();
  onScreen(() => {
    if (isRefused()) toldAt = performance.now();
    blink = setTimeout(seen, BLINK);
  });
  const first = document.querySelector("[autofocus]");
  if (first) first.focus(); // now, not when the browser comes to it: what waits was meant for it
  setTimeout(takeOver); // htmx, which comes later, makes itself ready first
});
window.addEventListener("pagehide", handOn);
window.addEventListener("pageshow", onReturn);
window.addEventListener("beforeunload", onUnload);
window.addEventListener("popstate", onBack);
window.addEventListener("resize", measureDock);
document.addEventListener("htmx:beforeRequest", (event) => {
  if (!PLACES.has(event.detail.target.id)) return;
  if (toldAt && !isGlance()) dropHeld();
  busy = true;
  asked += 1;
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (PLACES.has(event.detail.target.id)) {
    clearTimeout(blink);
    painted = false;
  }
  const note = event.detail.requestConfig.elt.querySelector("[data-note]");
  if (note && event.detail.xhr.status === 200) keep(draftOf(note), null, sessionStorage); // it is saved
  const form = event.detail.requestConfig.elt.closest("[data-draft]");
  if (form && event.detail.xhr.status === 200) keep(formOf(form), null, sessionStorage);
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (!PLACES.has(event.detail.elt.id)) return;
  arrived();
  const asks = document.querySelector("[data-asks]");
  const heading = asks || document.querySelector("[data-focus]");
  if (heading) heading.focus({ preventScroll: !asks });
  if (asks) writeDown(asks); // before what is typed from now on
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!PLACES.has(event.detail.target.id)) return;
  const answered = asked;
  const asks = document.querySelector("[data-asks]"); // what was pressed since then stands in the note that it asks for
  const then = asks ? setTimeout : onScreen; // by then htmx lets the next request through
  then(() => {
    if (asked !== answered) return; // and it is on its way
    const refused = !asks && document.querySelector("#said.refused");
    if (refused) {
      refused.textContent += forget();
      toldAt = performance.now();
    }
    busy = false;
    catchUp();
    if (!painted) blink = setTimeout(seen, BLINK);
  });
});
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 409) return; // the answer says why
  notSaved(event.detail.xhr.responseText || "Not saved: the review did not accept it. Reload the page.");
});
document.addEventListener("htmx:sendError", () => {
  notSaved("Not saved: the review does not answer. Start it again with “firmword review”, then reload.");
});
