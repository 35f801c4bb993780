// Keys that are pressed: they wait while a request runs, and decide only what had come into view.
"use strict";

const TYPED = "firmword.waiting"; // keys pressed while a page was on its way, as a list

// --- keys pressed while a request runs wait for its answer, so that none is lost

let painted = false; // until then nobody has seen anything of the page, or of what an answer put in its place
let busy = true; // until the page is there; this script comes before all else, so that keys wait as early as they can
let asked = 0; // how often the server was, for what stands in this page's places
let blink = 0; // what will say that one has seen what came
let waiting = []; // each with what was in view when it was pressed
// Keys that would have decided what nobody had seen decide nothing, and that is told: of how many so far, and when the
// last of them was pressed.
const held = { keys: [], told: 0, last: 0 };
let toldAt = 0; // when that was told, or that something was refused: milliseconds, 0 while there is nothing to tell
let lastSeen = Number.MAX_SAFE_INTEGER; // the number of the latest decision that the page showed
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
  if (button && !button.closest("[data-mine]")) looked.clear(); // what one takes back brings its card again
  look();
  return act(key);
}

/** Whether something was told so lately that nobody can have read it. */
const isGlance = () => Boolean(toldAt) && performance.now() - toldAt < GLANCE;

/** Whether another key was held back so lately that this one still counts on it. */
const follows = (key) => held.keys.length && key !== held.keys.at(-1) && performance.now() - held.last < GLANCE;

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

/** What must have come into view before a button decides: of two readings that are compared, both. */
function askedBy(button) {
  const both = button.closest("[data-compares]");
  return both ? [...both.querySelectorAll("[data-about]")].map(nameOf) : [nameOf(decidedBy(button))];
}

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
  return one.matches("form") ? !painted : !askedBy(button).every((name) => looked.has(name));
}

/** Bring into view what a key would decide; the key waits to be pressed again. */
function bring(button, key) {
  const name = askedBy(button).find((one) => !looked.has(one));
  const there = [...document.querySelectorAll("[data-about]")].find((one) => one.dataset.about === name);
  if (there) there.scrollIntoView();
  const quote = there && there.querySelector("blockquote");
  if (quote) quote.scrollIntoView({ block: "nearest" }); // below a long note it is what one must have read
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
  const line = document.querySelector(".asks-this, .told"); // what is asked, or was just told, may lie over it, too
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
  return isSent || !askedBy(button).every((name) => (pressed.seen || []).includes(name));
}

/** Hold back a key that would decide what was not seen, and all that decide after it: they count on the one held. */
function holds(button, pressed) {
  const needless = !button && pressed.decides; // it decided something when it was pressed, and here nothing
  if (!needless && !unseen(button, pressed) && !(held.keys.length && decides(button))) return false;
  held.keys.push(pressed.key);
  return true;
}

/** Hold back a key that was pressed before one can have read that another was. */
function hold(key) {
  held.keys.push(key);
  held.last = performance.now();
  tellHeld();
  return true;
}

function tellHeld() {
  const place = held.keys.length && (document.querySelector("#said") || document.querySelector("#content > *"));
  if (!place) return;
  const times = (key) => held.keys.filter((one) => one === key).length;
  const keys = [...new Set(held.keys)].map((key) => (times(key) > 1 ? `${key} (${times(key)} times)` : key));
  const told = document.querySelector("#held") || document.createElement("p");
  told.id = "held";
  told.setAttribute("role", "alert");
  place.after(told);
  const why = "Pressed before this came into view, so it decided nothing";
  told.textContent = `${why}: ${keys.join(", ")}. Press again what you mean; Esc drops this.`;
  // Whoever goes on pressing has been told once, and then it acts; on the card that follows it is told, and no news.
  if (held.keys.length > held.told && !isGlance()) toldAt = performance.now();
  held.told = held.keys.length;
}

/** Whether there was anything to drop. */
function dropHeld() {
  const told = document.querySelector("#held");
  if (told) told.remove();
  Object.assign(held, { keys: [], told: 0 });
  toldAt = 0;
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
  if (waiting.length || held.keys.length) keep(TYPED, JSON.stringify({ waiting, held: held.keys }), sessionStorage);
  [waiting, held.keys] = [[], []];
  busy = false; // for whoever comes back to this page
}

function takeOver() {
  const typed = { waiting: [], held: [], ...JSON.parse(kept(TYPED, sessionStorage) || "{}") };
  waiting = [...typed.waiting, ...waiting];
  held.keys = typed.held;
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
      else held.keys.push(key);
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
