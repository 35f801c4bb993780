// What a person types: notes and forms that are not saved yet, and what leads away from them.
"use strict";

const DRAFTS = "firmword.draft.";

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
