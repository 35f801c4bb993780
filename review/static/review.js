// Keys for the review pages, drafts of notes, and the passage scrolled into view. Everything else is links and forms.
"use strict";

const WRITING = "input, textarea, select, [contenteditable]";
const KEYS = "firmword.keys"; // in the browser's store: for the page's name of a key what the person presses instead
const FOLDS = "firmword.fold.";
const DRAFTS = "firmword.draft.";
const PLACES = new Set(["desk", "differences"]); // the parts of pages that an answer of the server replaces
const TYPED = "firmword.waiting"; // keys pressed while a page was on its way, as a list

// --- what this browser keeps

/** What is kept under a name; a browser that keeps nothing is no reason to stop. */
function kept(name, store = localStorage) {
  try {
    return store.getItem(name);
  } catch {
    return null;
  }
}

function keep(name, value, store = localStorage) {
  try {
    if (value === null) store.removeItem(name);
    else store.setItem(name, value);
  } catch {
    // private windows may refuse: then it holds for this page alone
  }
}

// --- keys, and which of them a person changed

let settings = { off: false, keys: {} };

function readSettings() {
  try {
    settings = { off: false, keys: {}, ...JSON.parse(kept(KEYS) || "{}") };
  } catch {
    settings = { off: false, keys: {} };
  }
}

function saveSettings() {
  keep(KEYS, JSON.stringify(settings));
  showKeys(document);
}

/** What a person presses for a key of the page: "" for one that is switched off. */
function pressedFor(name) {
  return name in settings.keys ? settings.keys[name] : name;
}

/** The page's names of the key that was pressed: several only where a person gave one key to two actions. */
function meant(key) {
  const moved = Object.keys(settings.keys).filter((name) => settings.keys[name] === key);
  return key in settings.keys ? moved : [...moved, key];
}

/** A key as the page names it: letters follow Shift alone, so that Caps Lock changes nothing. */
function named(event) {
  const key = event.key;
  if (!/^[a-z]$/i.test(key)) return key;
  return event.shiftKey ? key.toUpperCase() : key.toLowerCase();
}

/** Of two forms with the same keys that which was not chosen last: it takes none. */
const isAside = (one) => Boolean(one.closest("[data-aside]"));

/** Show the keys as this person presses them. */
function showKeys(part) {
  for (const shown of part.querySelectorAll("[data-shows]")) {
    const key = settings.off || isAside(shown) ? "" : pressedFor(shown.dataset.shows);
    shown.textContent = key;
    shown.hidden = !key;
  }
  for (const button of part.querySelectorAll("[data-key]")) {
    const keys = settings.off || isAside(button) ? [] : button.dataset.key.split(" ").map(pressedFor).filter(Boolean);
    tellKeys(button, keys);
  }
  for (const note of part.querySelectorAll("[data-note]")) {
    tellKeys(note, settings.off ? [] : [pressedFor("N")].filter(Boolean));
  }
}

function tellKeys(one, keys) {
  const told = keys.map((key) => (/^[A-Z]$/.test(key) ? `Shift+${key}` : key)).join(" ");
  if (told) one.setAttribute("aria-keyshortcuts", told);
  else one.removeAttribute("aria-keyshortcuts");
}

// --- keys pressed while a request runs wait for its answer, so that none is lost

let painted = false; // until then nobody has seen anything of the page, or of what an answer put in its place
let busy = true; // until the page is there; this script comes before all else, so that keys wait as early as they can
let asked = 0; // how often the server was, for what stands in this page's places
let blink = 0; // what will say that one has seen what came
let waiting = []; // each with what was in view when it was pressed
let held = []; // those that waited and would have decided what nobody had seen: they decide nothing, and that is told
let lastSeen = Number.MAX_SAFE_INTEGER; // the number of the latest decision that the page showed
let toldOf = 0; // of how many of these it was told
let toldAt = 0; // when, in milliseconds; 0 while there is nothing to tell
let heldAt = 0; // when the last of them was pressed
const GLANCE = 600; // milliseconds in which nobody has read it yet
const BLINK = 100; // and in which nobody can have seen what has just come: the second stroke of a double one
const looked = new Set(); // what came into view since the last key that did not wait
const TYPES = new Set([" ", "Enter", "Escape", "Backspace"]); // they wait behind others only: they may end a note

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
  if (event.target.closest("#settings")) return onSettingKey(event);
  if (event.target.closest(WRITING)) return isAhead(event) ? typeAhead(event) : onWritingKey(event);
  const key = named(event);
  if (document.querySelector("dialog[open]")) {
    if (meant(key).includes("?") && document.querySelector("#help").open) document.querySelector("#help").close();
    return;
  }
  if (settings.off) return;
  if (waiting.length && TYPES.has(key)) {
    event.preventDefault();
    event.stopImmediatePropagation(); // it waits once, whatever else listens
    wait(key);
    return;
  }
  if (key === "Escape" && dropHeld()) {
    event.preventDefault();
    event.stopImmediatePropagation(); // it drops what is said of them, and does not also lead back
    return;
  }
  if (key.length !== 1 || key === " ") return;
  if (press(key, event.key)) event.preventDefault();
}

/** Do what a key says, or let it wait; whether the page has anything for it. */
function press(key, sign = key) {
  if (busy) return wait(key, sign);
  const button = buttonOf(key);
  if (isGlance() && button && (decides(button) || (isRefused() && leads(button)))) return hold(key);
  if (decides(button) && follows(key)) return hold(key);
  if (!isGlance() || (isRefused() && button)) dropHeld(); // a key that mends what was refused is pressed by who has read it
  look();
  if (isOutOfView(button)) return bring(button, key);
  if (!button || !button.closest("[data-mine]")) looked.clear(); // what one takes back brings its card again
  look();
  return act(key);
}

/** Whether something was told so lately that nobody can have read it. */
const isGlance = () => Boolean(toldAt) && performance.now() - toldAt < GLANCE;

/** Whether another key was held back so lately that this one still counts on it. */
const follows = (key) => held.length && key !== held.at(-1) && performance.now() - heldAt < GLANCE;

/** Whether the page tells that something was not saved: no key may lead away before one can have read that. */
const isRefused = () => Boolean(document.querySelector("#said.refused"));
const leads = (button) => button.matches("a[href], [hx-get]");

/** Keep a key until the answer is there, with what it could be meant for, and the sign that it writes into a note. */
function wait(key, sign = key) {
  look();
  waiting.push({ key, sign, decides: decides(buttonOf(key)), seen: [...looked], last: lastSeen });
  return true;
}

// --- a key that waited decides only what was in view when it was pressed

const decides = (button) => Boolean(button && button.type === "submit" && button.form && button.form.method === "post");

/** What a button decides, where it says so; a fieldset at the foot names what stands elsewhere on the page. */
const decidedBy = (button) => button.closest("[data-decides], [data-about]") || button.form.closest("[data-about]");

const nameOf = (one) => one.dataset.decides || one.dataset.about;

/** Remember what the page shows of what can be decided, but for what is folded away or out of view. */
function look() {
  if (!painted) return;
  lastSeen = lastLine();
  for (const one of document.querySelectorAll("[data-about]")) {
    // Of a passage it is the quote that one must have read: what is told beside it may not fit a small window.
    if (one.closest("details:not([open])") || !inView(one.querySelector("blockquote") || one)) continue;
    looked.add(one.dataset.about);
    if (one.dataset.of) looked.add(one.dataset.of); // whoever reads a passage sees what its element is about
  }
}

/** Whether a button decides what did not come into view; a form holds its own words, once it is seen whether it does. */
function isOutOfView(button) {
  const one = decides(button) && decidedBy(button);
  if (!one || one.dataset.mine) return false; // what takes back may act at once
  return one.matches("form") ? !painted : !looked.has(nameOf(one));
}

/** Bring into view what a key would decide; the key waits to be pressed again. */
function bring(button, key) {
  const name = nameOf(decidedBy(button));
  const there = [...document.querySelectorAll("[data-about]")].find((one) => one.dataset.about === name);
  if (there) there.scrollIntoView();
  looked.add(name); // as much of it as the window holds: whoever presses again has been told
  return hold(key);
}

/** Whether nearly all of it can be read where it stands, or as much as fills a good part of the window. */
function inView(one) {
  let { top, bottom } = one.getBoundingClientRect();
  const whole = Math.min(0.8 * (bottom - top), innerHeight * 0.4); // the last line may be cut
  for (let pane = one.parentElement; pane; pane = pane.parentElement) {
    if (!["auto", "scroll", "hidden"].includes(getComputedStyle(pane).overflowY)) continue;
    const frame = pane.getBoundingClientRect();
    [top, bottom] = [Math.max(top, frame.top), Math.min(bottom, frame.bottom)];
  }
  const dock = document.querySelector(".dock"); // on a small window it lies over what is read
  const floor = dock && !dock.contains(one) ? dock.getBoundingClientRect().top : innerHeight;
  const line = document.querySelector(".asks-this"); // there, too, what is asked lies over it
  const ceiling = line && !one.closest(".question") ? Math.max(line.getBoundingClientRect().bottom, 0) : 0;
  return Math.min(bottom, floor) - Math.max(top, ceiling) >= whole;
}

/** The number of the company's latest decision, as the page knows it. */
function lastLine() {
  const desk = document.querySelector("[data-last]");
  return desk ? Number(desk.dataset.last) : Number.MAX_SAFE_INTEGER;
}

/** Whether nobody had seen what the button decides when the key was pressed that waited for it. */
function unseen(button, pressed) {
  if (!decides(button)) return false;
  const one = decidedBy(button);
  if (!one) return true; // it does not say what it is about
  const ownSince = Number(one.dataset.mine) > pressed.last; // what one's own keys decided meanwhile may be taken back
  if (ownSince) return false;
  const isSent = one.matches("form") && lastLine() > pressed.last; // the words that it held then are saved
  return isSent || !(pressed.seen || []).includes(nameOf(one));
}

/** Hold back a key that would decide what was not seen, and all that decide after it: they count on the one held. */
function holds(button, pressed) {
  const needless = !button && pressed.decides; // it decided something when it was pressed, and here nothing
  if (!needless && !unseen(button, pressed) && !(held.length && decides(button))) return false;
  held.push(pressed.key);
  return true;
}

/** Hold back a key that was pressed before one can have read that another was. */
function hold(key) {
  held.push(key);
  heldAt = performance.now();
  tellHeld();
  return true;
}

function tellHeld() {
  const place = held.length && (document.querySelector("#said") || document.querySelector("#content > *"));
  if (!place) return;
  const times = (key) => held.filter((one) => one === key).length;
  const keys = [...new Set(held)].map((key) => (times(key) > 1 ? `${key} (${times(key)} times)` : key));
  const told = document.querySelector("#held") || document.createElement("p");
  told.id = "held";
  told.setAttribute("role", "alert");
  place.after(told);
  const why = "Pressed before this came into view, so it decided nothing";
  told.textContent = `${why}: ${keys.join(", ")}. Press again what you mean; Esc drops this.`;
  // Whoever goes on pressing has been told once, and then it acts; on the card that follows it is told, and no news.
  if (held.length > toldOf && !isGlance()) toldAt = performance.now();
  toldOf = held.length;
}

/** Whether there was anything to drop. */
function dropHeld() {
  const told = document.querySelector("#held");
  if (told) told.remove();
  [held, toldAt, toldOf] = [[], 0, 0];
  return Boolean(told);
}

function buttonOf(key) {
  const names = meant(key);
  return [...document.querySelectorAll("[data-key]")].find((one) =>
    !isAside(one) && one.dataset.key.split(" ").some((name) => names.includes(name)),
  );
}

/** Do what a key says; whether the page has anything for it. */
function act(key) {
  if (meant(key).includes("N")) return writeNote();
  const button = buttonOf(key);
  if (!button && meant(key).includes("?")) return help(); // every page has the help, few a button for it
  if (!button) return sayInstead(key);
  const posts = decides(button) && !button.form.matches("[hx-post]") && button.form.checkValidity();
  if (posts || button.matches("a[href]:not([hx-get])")) busy = true; // this page is left: the next one takes what is pressed now
  stays = false;
  button.click();
  if (stays) busy = false;
  if (button.matches(".weaker > summary")) button.scrollIntoView();
  return true;
}

/** Say what to press instead of a key that has nothing to decide here; whether the page knows. */
function sayInstead(key) {
  const told = [...document.querySelectorAll("[data-instead]")].find((one) =>
    one.dataset.instead.split(" ").some((name) => meant(key).includes(name)),
  );
  if (!told) return false;
  const said = document.querySelector("#said");
  said.className = "said";
  said.setAttribute("role", "status");
  said.replaceChildren(...told.cloneNode(true).childNodes); // with its keys as this person presses them
  return true;
}

function help() {
  document.querySelector("#help").showModal();
  document.querySelector("#help").scrollTop = 0; // the button that has the focus stands at its end
  return true;
}

/** Hand the keys that wait to the page that comes. */
function handOn() {
  if (toldAt && !isGlance()) dropHeld();
  if (waiting.length || held.length) keep(TYPED, JSON.stringify({ waiting, held }), sessionStorage);
  [waiting, held] = [[], []];
  busy = false; // for whoever comes back to this page
}

function takeOver() {
  const typed = { waiting: [], held: [], ...JSON.parse(kept(TYPED, sessionStorage) || "{}") };
  waiting = [...typed.waiting, ...waiting];
  held = typed.held;
  keep(TYPED, null, sessionStorage);
  busy = false;
  catchUp();
}

/** The keys that waited, until one of them asks the server again; what was typed into a note is a note. */
function catchUp() {
  while (!busy && waiting.length) {
    const pressed = waiting.shift();
    const { key } = pressed;
    const here = document.activeElement;
    const writes = here && here.matches(WRITING);
    const enters = !writes && key === "Enter" && here && here.matches("a, button, summary");
    if (writes) {
      if (!unseen(sentBy(here, key), pressed)) writeInto(here, pressed.sign);
      else held.push(key);
    } else if (!holds(enters ? here : buttonOf(key), pressed)) {
      if (enters) here.click();
      else act(key);
    }
  }
  if (!busy) tellHeld();
}

/** What was pressed while the answer that asks for a note was on its way is the beginning of that note. */
function writeDown(note) {
  while (waiting.length && waiting[0].key !== "Enter" && document.activeElement === note) {
    writeInto(note, waiting.shift().sign);
  }
}

/** The button that a key in a field presses: the one that asked for a note, or the form's own. */
function sentBy(field, key) {
  if (key !== "Enter") return null;
  if (field.dataset.asks) return document.querySelector(`[data-key="${field.dataset.asks}"]`);
  return field.form && !field.matches("textarea") ? field.form.querySelector("[type=submit]") : null;
}

function writeInto(field, key) {
  if (key === "Escape") return field.blur();
  if (key === "Enter" && field.dataset.asks) return ask(field);
  if (key === "Enter" && field.form && !field.matches("textarea")) return field.form.requestSubmit();
  if (field.selectionStart === null || field.selectionStart === undefined) return; // a list takes no letters
  const [start, end] = [field.selectionStart, field.selectionEnd];
  if (key === "Backspace") field.setRangeText("", start === end ? Math.max(start - 1, 0) : start, end, "end");
  else if (key === "Enter" || key.length === 1) field.setRangeText(key === "Enter" ? "\n" : key, start, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** What was not saved must never look saved, and what was pressed in the belief that it was decides nothing. */
function forget() {
  const lost = waiting.length;
  waiting = [];
  return lost ? ` What was pressed since then was not used: ${lost} key${lost === 1 ? "" : "s"}.` : "";
}

function notSaved(text) {
  const said = document.querySelector("#said");
  if (!said) return;
  said.className = "refused";
  said.setAttribute("role", "alert");
  said.textContent = text + forget();
  said.scrollIntoView({ block: "nearest" });
}

// --- what was typed and is not saved

/** The option of a list that the page came with. */
const shippedOption = (list) => Math.max([...list.options].findIndex((one) => one.defaultSelected), 0);

/** Whether a field holds what neither came with the page nor was selected in its text. */
const isWritten = (field) => field.value !== field.defaultValue && field.value !== field.dataset.selected;

/** Whether a field says something else than it came with. */
function isChanged(field) {
  if (field.options) return field.selectedIndex !== shippedOption(field);
  return field.type === "checkbox" ? field.checked !== field.defaultChecked : isWritten(field);
}

const FIELDS = "input:not([type=hidden]), select, textarea:not([data-note])";

/** The form in which something was typed here that is not saved; but for the one that is sent. */
function unsaved(but) {
  const typed = (form) => form.matches("[data-refused]") || [...form.querySelectorAll(FIELDS)].some(isChanged);
  return [...document.querySelectorAll("[data-typed]")].find((form) => form !== but && !form.dataset.drafted && typed(form));
}

let here = location.href; // the address of what stands on the page
let warned = 0; // when: whoever leaves again after a glance, leaves; 0 while there is nothing to tell
let sent = null; // the form that was sent last: by it nothing is left
let stays = false; // what was pressed last does not lead away after all

const STANDS = 20000; // milliseconds for which it holds that one was told: later one has forgotten it

const isWarned = () => warned && performance.now() - warned < STANDS;

/** Back to another page, and a new load: the browser asks. */
function onUnload(event) {
  if (!isWarned() && unsaved(sent)) event.preventDefault();
}

/** Say that a form is not saved, in which something was typed; whether it may be left, since that was said before. */
function mayLeave(form) {
  if (!form || (isWarned() && performance.now() - warned >= GLANCE)) return true;
  if (!isWarned()) warned = performance.now();
  // A list that was to lead away shows again for which element one reads, and what is typed is saved.
  for (const list of document.querySelectorAll("[data-element]")) list.selectedIndex = shippedOption(list);
  const what = form.dataset.draft ? "it waits here as a draft" : "what you wrote is gone";
  notSaved(`Not saved yet: “${form.dataset.typed}”, in which you wrote. Leave once more, and ${what}.`);
  return false;
}

/** Back within the desk: the browser has changed the address already, so that of what stands here is given back. */
function onBack(event) {
  if (!event.state || !event.state.htmx) return;
  if (!mayLeave(unsaved())) {
    event.stopImmediatePropagation();
    history.pushState({ htmx: true }, "", here);
    return;
  }
  looked.clear(); // but for what stands there still
  asked += 1; // whatever was answered before
  busy = true; // htmx loads the page to which one goes back, and until then this one takes no keys
}

/** What leads away from it waits for a second press, by mouse as by key: a link, or another form. */
function onLeaving(event) {
  sent = event.type === "submit" ? event.target : null;
  if (event.ctrlKey || event.metaKey || event.shiftKey) return; // it opens beside this page
  const leaves = sent || event.target.closest("a[href]:not([target]):not([data-original]), [data-key][hx-get]");
  if (mayLeave(leaves && unsaved(sent))) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  stays = true;
}

// --- notes

function writeNote() {
  const note = document.querySelector("[data-note]");
  if (note) note.focus();
  return Boolean(note);
}

/** Whether a key in the note that was asked for comes while what was typed before it still waits to stand there. */
function isAhead(event) {
  const writes = event.key.length === 1 || TYPES.has(event.key);
  return busy && waiting.length && writes && event.target.matches("[data-asks]");
}

function typeAhead(event) {
  event.preventDefault();
  wait(named(event), event.key);
}

function onWritingKey(event) {
  const field = event.target;
  if (event.key === "Escape") field.blur();
  if (event.key === "Enter" && !event.shiftKey && field.dataset.asks) {
    event.preventDefault();
    if (busy) wait("Enter");
    else ask(field);
  }
}

/** Press the button that a note was asked for by. */
function ask(field) {
  const button = sentBy(field, "Enter");
  if (button) button.click();
}

/** Under what a draft is kept: it is of who wrote it, for another may log in after them. */
function draftOf(note) {
  return `${DRAFTS}${document.body.dataset.person} ${note.dataset.note}`;
}

/** A note that is not saved yet stays with its element, whatever one looks at meanwhile. */
function onWritten(event) {
  if (!event.target.matches("[data-element]")) warned = 0;
  const note = event.target.closest("[data-note]");
  if (note) keep(draftOf(note), note.value || null, sessionStorage);
  const form = event.target.closest("[data-draft]");
  if (form) keepForm(form);
  if (form) delete form.dataset.drafted;
}

// --- drafts of forms with several fields

const formOf = (form) => `${DRAFTS}${document.body.dataset.person} ${form.dataset.draft}`;

/** What a field came with. */
const shipped = (field) => (field.options ? field.options[shippedOption(field)].value : field.defaultValue);

/** Keep what was written into a form: of each field its name, what it came with and what stands there. */
function keepForm(form) {
  const written = [...form.querySelectorAll(FIELDS)].filter(isChanged).map((one) => [one.name, shipped(one), one.value]);
  keep(formOf(form), written.length ? JSON.stringify(written) : null, sessionStorage);
}

/** Show what was written and not saved; but for a field that came with something else then. */
function showForms() {
  for (const form of document.querySelectorAll("[data-draft]")) {
    const written = JSON.parse(kept(formOf(form), sessionStorage) || "[]");
    const fields = new Map([...form.querySelectorAll(FIELDS)].map((one) => [one.name, one]));
    const there = written.filter(([name, was]) => fields.has(name) && shipped(fields.get(name)) === was);
    for (const [name, , value] of there) fields.get(name).value = value;
    if (there.length) form.closest("details").open = true;
    if (there.length) form.dataset.drafted = "as it was left"; // whoever leaves again loses nothing, and is not asked
    form.querySelector("[data-drafted]").hidden = !there.length;
    const said = document.querySelector("#said");
    if (there.length && said && !said.textContent) said.textContent = `Not saved yet: “${form.dataset.typed}”, as you left it.`;
  }
}

function showDraft() {
  const note = document.querySelector("[data-note]");
  if (note && !note.value) note.value = kept(draftOf(note), sessionStorage) || "";
}

// --- folds that stay as they were left

function showFolds() {
  for (const fold of document.querySelectorAll("[data-fold]")) {
    const left = kept(FOLDS + fold.dataset.fold);
    if (left !== null) fold.open = left === "open";
  }
}

// --- settings

function showSettings() {
  document.querySelector("#help").close();
  document.querySelector("[data-single]").checked = !settings.off;
  document.querySelector("[data-taken]").textContent = "";
  for (const field of document.querySelectorAll("[data-remap]")) field.value = pressedFor(field.dataset.remap);
  document.querySelector("#settings").showModal();
}

function onSettingKey(event) {
  const field = event.target.closest("[data-remap]");
  if (!field || event.key === "Tab" || event.key === "Escape" || event.key === "Enter") return;
  event.preventDefault();
  const name = field.dataset.remap;
  const key = event.key === "Backspace" || event.key === "Delete" ? "" : named(event);
  if (key.length > 1 || key === " ") return;
  const others = [...document.querySelectorAll("[data-remap]")].filter((one) => one !== field);
  const taken = key && others.find((one) => pressedFor(one.dataset.remap) === key);
  const said = document.querySelector("[data-taken]");
  said.textContent = taken ? `${key} has another use: ${taken.closest("div").querySelector("dd").textContent}` : "";
  if (taken) return;
  field.value = key;
  if (key === name) delete settings.keys[name];
  else settings.keys[name] = key;
  saveSettings();
}

function onClick(event) {
  if (event.target.closest("[data-help]")) help();
  if (event.target.closest("[data-settings]")) showSettings();
  if (event.target.closest("[data-as-shipped]")) {
    settings = { off: false, keys: {} };
    saveSettings();
    showSettings();
  }
  const single = event.target.closest("[data-single]");
  if (single) {
    settings.off = !single.checked;
    saveSettings();
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
  // On a small window it stands below a list, or where one was on the page before.
  const asked = document.querySelector(".difference, .offer, .asked, .judged, .nothing [data-focus]");
  if (asked && !inView(asked)) asked.scrollIntoView();
}

/** How much of a small window the dock lies over: what comes into view, or gets the focus, stands above it. */
function measureDock() {
  const dock = document.querySelector(".dock");
  const over = dock && getComputedStyle(dock).position === "sticky" ? dock.offsetHeight : 0;
  document.documentElement.style.setProperty("--dock", `${over}px`);
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
    seen();
    if (isRefused()) toldAt = performance.now();
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
