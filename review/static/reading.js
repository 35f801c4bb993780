// Reading a whole document: selected words find their place, pages turn by keys, the page alone is made larger.
// Without this all of it works by links and forms: words can be copied into the form.

const SIZE = "firmword.size";
const SMALLEST = 50;
const LARGEST = 400;
const STEP = 25;

const one = (selector, part = document) => part.querySelector(selector);

// --- places: the document counts code points, the browser counts UTF-16 units

/** How many code points a text has: a sign beyond the first plane is one, though the browser counts two. */
const points = (text) => [...text].length;

/** The place in the document of a boundary in the page; null outside the text. */
function placeOf(node, offset) {
  const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  const block = element && element.closest("[data-start]");
  if (!block) return null;
  const before = document.createRange();
  before.setStart(block, 0);
  before.setEnd(node, offset);
  return Number(block.dataset.start) + points(before.toString());
}

const blocks = () => [...document.querySelectorAll("[data-text] [data-start]")];
const endOf = (block) => Number(block.dataset.start) + points(block.textContent);

/** The boundary in the page of a place in the document. */
function boundary(place, isEnd) {
  const block = blocks().find((some) =>
    isEnd ? Number(some.dataset.start) < place && place <= endOf(some) : Number(some.dataset.start) <= place && place < endOf(some),
  );
  if (!block) return null;
  let left = place - Number(block.dataset.start);
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  let last = null;
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const count = points(text.data);
    if (left < count || (isEnd && left === count)) return [text, [...text.data].slice(0, left).join("").length];
    left -= count;
    last = text;
  }
  return last && [last, last.data.length];
}

function rangeOf(start, end) {
  const from = boundary(start, false);
  const to = boundary(end, true);
  if (!from || !to) return null;
  const range = document.createRange();
  range.setStart(...from);
  range.setEnd(...to);
  return range;
}

// --- what is selected

/** The selected words with their place, cut to the text that is shown; null where nothing of it is selected. */
function selected() {
  const selection = getSelection();
  const pane = one("[data-text]");
  if (!pane || !selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(pane)) return null;
  const touched = blocks().filter((block) => range.intersectsNode(block));
  if (!touched.length || !range.toString().trim()) return null;
  const inside = pane.contains(range.startContainer) || pane.contains(range.endContainer);
  if (!inside) return null;
  const first = touched[0];
  const last = touched[touched.length - 1];
  const start = placeOf(range.startContainer, range.startOffset) ?? Number(first.dataset.start);
  const end = placeOf(range.endContainer, range.endOffset) ?? endOf(last);
  const quote = touched.map((block) => wordsIn(block, start, end)).join("\n");
  return trimmed(start, end, quote);
}

/** The words of a block between two places of the document. */
function wordsIn(block, start, end) {
  const from = Number(block.dataset.start);
  return [...block.textContent].slice(Math.max(0, start - from), Math.max(0, end - from)).join("");
}

function trimmed(start, end, quote) {
  const before = points(quote) - points(quote.trimStart());
  const after = points(quote) - points(quote.trimEnd());
  const said = quote.trim();
  return said ? { start: start + before, end: end - after, quote: said } : null;
}

function fill(form, found) {
  if (isTyped(one("[data-quote]", form))) return; // what was typed stays; whoever empties the field may select again
  one("[data-start-field]", form).value = found ? found.start : "";
  one("[data-end-field]", form).value = found ? found.end : "";
  set(one("[data-quote]", form), found ? inOneLine(found.quote) : "");
  count(form);
}

const isTyped = (field) => Boolean(field.value) && isWritten(field); // review.js

/** Fill a field by what is selected: that is nothing typed, and is easily selected again (`unsaved` in review.js). */
function set(field, text) {
  if (isTyped(field)) return;
  field.dataset.selected = text;
  field.value = text;
}

/** Where a line's end parts a word, which counts as one: CUT in extractors/fold.py, in a field of one line. */
const PARTED = /[\u00ad\ufffe]\s*|(?<=[\p{L}\p{N}_]-)\s+(?=[\p{L}\p{N}_])/gu;

/** A hyphen at which a line ends: the word goes on without the space that a field of one line would show. */
const LINE_END = /(?<=[\p{L}\p{N}_]-)\s*\n\s*(?=[\p{L}\p{N}_])/gu;
const inOneLine = (text) => text.replace(LINE_END, "").replace(/\s+/g, " ");

function count(form) {
  const said = one("[data-quote]", form).value.replace(PARTED, "").trim();
  const words = said ? said.split(/\s+/).length : 0;
  const told = one("[data-count]", form);
  if (!told) return;
  told.textContent = words ? `${words} of at most 120 words` : "";
  told.classList.toggle("too-many", words > 120);
}

/** Keep the chosen words lit when the form takes the selection away. */
function light(found) {
  if (!("highlights" in CSS)) return;
  CSS.highlights.delete("chosen");
  const range = found && rangeOf(found.start, found.end);
  if (range) CSS.highlights.set("chosen", new Highlight(range));
}

function onSelection() {
  const found = selected();
  const form = one("[data-adding]");
  if (!found || !form) return;
  fill(form, found);
  light(found);
  takeKeys(form);
  for (const split of document.querySelectorAll("[data-split]")) halve(split, found);
}

/** Where several forms have the same keys, those are of the one that was chosen, selected for or gone into last. */
function takeKeys(form) {
  const forms = [...document.querySelectorAll("[data-keyed]")];
  if (!forms.includes(form)) return;
  for (const other of forms) other.toggleAttribute("data-aside", other !== form);
  showKeys(document); // review.js
}

const CLOSES = /[\p{Pe}\p{Pf}\p{Po}]/u;

/** The two parts of a quote: up to the end of what is selected, and what follows; of its last words, what comes before. */
function halve(form, found) {
  const whole = { start: Number(form.dataset.from), end: Number(form.dataset.to) };
  if (found.end <= whole.start || whole.end <= found.start) return;
  const text = (start, end) => blocks().map((block) => wordsIn(block, start, end)).filter(Boolean).join("\n");
  let end = found.end; // with the full stop that follows
  while (end < whole.end && CLOSES.test(text(end, end + 1))) end += 1;
  const cut = end < whole.end ? end : Math.max(found.start, whole.start);
  const fields = [one("[data-first]", form), one("[data-second]", form)];
  [text(whole.start, cut), text(cut, whole.end)].forEach((half, place) => set(fields[place], inOneLine(half).trim()));
  one("[data-cut]", form).value = fields.some(isTyped) ? "" : cut;
}

// --- sentences by key

const units = () => blocks().flatMap((block) =>
  (block.dataset.units || "").split(" ").filter(Boolean).map((unit) => unit.split("-").map(Number)),
);

let anchor = -1; // the sentence from which one extends
let focused = -1; // the one to which

function select(from, to) {
  const all = units();
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  const range = all.length && rangeOf(all[low][0], all[high][1]);
  if (!range) return;
  [anchor, focused] = [from, to];
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  const chosen = rangeOf(all[to][0], all[to][1]);
  scrollTo(one("[data-text]"), chosen.getBoundingClientRect());
  const { top, bottom } = chosen.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) scrollBy(0, top - innerHeight / 3); // on a small window panes stand below one another
}

/** The sentence where the caret or the selection is, else the one that is looked at, else the first in sight. */
function unitHere() {
  const all = units();
  const selection = getSelection();
  const pane = one("[data-text]");
  const place = selection.rangeCount && pane.contains(selection.focusNode) ? placeOf(selection.focusNode, selection.focusOffset) : null;
  if (place !== null) return all.findIndex((unit) => place <= unit[1]);
  const looked = one("[data-text] [data-at]");
  if (looked) return all.findIndex((unit) => Number(looked.dataset.at) < unit[1]);
  const top = pane.getBoundingClientRect().top;
  const seen = blocks().find((block) => block.getBoundingClientRect().bottom > top + 8);
  return seen ? all.findIndex((unit) => unit[0] >= Number(seen.dataset.start)) : 0;
}

/** s takes the sentence at hand, and pressed again the next; S goes back. */
function selectSentence(step) {
  const all = units();
  if (!all.length) return;
  const isOwn = anchor >= 0 && selected() !== null;
  const next = isOwn ? focused + step : unitHere();
  const place = Math.min(Math.max(next, 0), all.length - 1);
  select(place, place);
}

function extend(step) {
  const all = units();
  if (anchor < 0 || !selected()) return selectSentence(0);
  select(anchor, Math.min(Math.max(focused + step, 0), all.length - 1));
}

function unselect() {
  getSelection().removeAllRanges();
  anchor = focused = -1;
  light(null);
  const form = one("[data-adding]");
  if (form) fill(form, null);
  takeKeys(one("[data-keyed]:not([data-adding])"));
}

// --- the size of the page

let size = 100;

function resize(to) {
  size = Math.min(Math.max(to, SMALLEST), LARGEST);
  try {
    sessionStorage.setItem(SIZE, size);
  } catch {
    // a browser that keeps nothing: it holds for this page
  }
  showSize();
}

function showSize() {
  for (const part of document.querySelectorAll("[data-sized]")) part.style.setProperty("--size", size / 100);
  const told = one("[data-size]");
  if (told) told.textContent = `${size} %`;
}

// --- keys that are no single signs; single ones are the page's own business

function scrollTo(pane, shown) {
  if (!pane || !shown) return;
  const frame = pane.getBoundingClientRect();
  if (shown.top < frame.top || shown.bottom > frame.bottom) pane.scrollTop += shown.top - frame.top - pane.clientHeight / 3;
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || one("dialog[open]")) return;
  if (event.target.closest("input, textarea, select")) return;
  const key = event.key;
  if (event.shiftKey) {
    if (key !== "ArrowDown" && key !== "ArrowUp") return; // Shift with the others is the browser's own selecting
    event.preventDefault();
    extend(key === "ArrowDown" ? 1 : -1);
  } else if (key === "Escape") {
    if (event.repeat) return; // a key that is held says once that it leaves
    if (selected()) unselect();
    else press("Escape");
  } else if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(key)) {
    event.preventDefault();
    press(key); // review.js: it waits while a page is on its way
  }
}

function onClick(event) {
  const zoom = event.target.closest("[data-zoom]");
  if (zoom) resize({ in: size + STEP, out: size - STEP, none: 100 }[zoom.dataset.zoom]);
  const sentence = event.target.closest("[data-sentence]");
  if (sentence) selectSentence(Number(sentence.dataset.sentence));
  // The page stays when the original opens beside it or is saved: a link with a key of its own would count as leaving.
  if (event.target.closest("[data-opens]")) one("[data-original]").click();
  const ticks = event.target.closest("[data-ticks]");
  if (ticks) tick(ticks);
  if (event.target.closest("[data-facts]")) correctFacts();
  const go = event.target.closest("[data-go]");
  if (go) walk(go.dataset.go === "next" ? 1 : -1);
}

/** Open what the document is corrected by, and go to its first field. */
function correctFacts() {
  const fold = one("[data-fold=facts]");
  fold.open = true;
  fold.querySelector("select").focus();
}

/** Tick a box by its key, without going there: within a box keys would be writing. */
function tick(button) {
  const box = one(`[type=checkbox][value="${CSS.escape(button.dataset.ticks)}"]`, button.form);
  if (box) box.checked = !box.checked;
}

/** Through the places that a search found. */
function walk(step) {
  const all = [...document.querySelectorAll("[data-match]")];
  const here = all.indexOf(document.activeElement);
  const next = all[Math.min(Math.max(here + step, 0), all.length - 1)];
  if (next) next.focus();
}

let byKey = false; // keys go through a list one by one: there Enter, or the button, says which is meant

function onChange(event) {
  if (event.target.matches("[data-element]") && !byKey) event.target.form.requestSubmit();
  const form = event.target.closest("[data-adding]");
  if (form && event.target.matches("[data-quote]")) typed(form);
}

/** Words that were typed are looked for in the page: the place of what was selected no longer holds. */
function typed(form) {
  one("[data-start-field]", form).value = "";
  one("[data-end-field]", form).value = "";
  light(null);
  count(form);
}

// --- arriving

function arrived() {
  anchor = focused = -1;
  showSize();
  for (const form of document.querySelectorAll("[data-adding]")) {
    count(form);
    const [start, end] = ["[data-start-field]", "[data-end-field]"].map((field) => one(field, form).value);
    light(start && end ? { start: Number(start), end: Number(end) } : null);
  }
  const at = one("[data-text] [data-at]");
  if (at) scrollTo(one("[data-text]"), (rangeOf(Number(at.dataset.at), Number(at.dataset.at) + 1) || at).getBoundingClientRect());
  const box = one("[data-paper] rect:not(.other)");
  if (at && box) scrollTo(one("[data-paper]"), box.getBoundingClientRect());
}

try {
  size = Number(sessionStorage.getItem(SIZE)) || 100;
} catch {
  size = 100;
}
arrived();
if (one("[data-text]") && document.activeElement === document.body) one("[data-text]").focus({ preventScroll: true });
document.addEventListener("keydown", onKey);
document.addEventListener("click", onClick);
document.addEventListener("change", onChange);
document.addEventListener("pointerdown", () => (byKey = false));
document.addEventListener("focusin", (event) => takeKeys(event.target.closest("[data-keyed]")));
document.addEventListener("focusout", (event) => {
  const form = event.target.closest("form");
  const list = form && one("[data-element]", form);
  if (!list || form.contains(event.relatedTarget)) return;
  list.selectedIndex = shippedOption(list); // what the page is for
});
document.addEventListener(
  "keydown",
  (event) => {
    byKey = true;
    if (event.key !== "Enter" || !event.target.matches("[data-element]")) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  },
  true,
);
document.addEventListener("input", (event) => {
  if (event.target.matches("[data-quote]")) typed(event.target.form);
  if (event.target.matches("[data-first], [data-second]")) one("[data-cut]", event.target.form).value = "";
});
document.addEventListener("selectionchange", onSelection);
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt.id === "desk") arrived();
});
