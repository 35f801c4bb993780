// Keys as this person presses them: which were changed or switched off is kept by the browser.
"use strict";

const WRITING = "input, textarea, select, [contenteditable]";
const KEYS = "firmword.keys"; // in the browser's store: for the page's name of a key what the person presses instead

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

// --- the dialog in which they are changed

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
