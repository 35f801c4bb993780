"use strict";
// Keeps what is typed in the page, and saves a copy of the page that carries it.
const store = document.querySelector("script[type='application/json']");
const said = JSON.parse(store.textContent);
const boxes = [...document.querySelectorAll("[data-answer]")];
const rows = [...document.querySelectorAll("tr[data-document]")];
const by = document.querySelector("#answered-by");

function shown() {
  by.value = said.answered_by;
  for (const box of boxes) box.value = said.answers[box.dataset.answer] ?? "";
  rows.forEach((row, number) => {
    [...row.querySelectorAll("input")].forEach((cell, place) => { cell.value = said.documents[number]?.[place] ?? ""; });
    if (said.documents[number]) row.hidden = false;
  });
}

function gathered() {
  const answers = {};
  for (const box of boxes) if (box.value.trim()) answers[box.dataset.answer] = box.value;
  const documents = rows.map((row) => [...row.querySelectorAll("input")].map((cell) => cell.value));
  while (documents.length && documents.at(-1).every((cell) => !cell.trim())) documents.pop();
  return { reference: said.reference, answered_by: by.value, answers, documents };
}

document.querySelector("#more").addEventListener("click", () => {
  const next = rows.find((row) => row.hidden);
  if (next) next.hidden = false;
  if (!rows.some((row) => row.hidden)) document.querySelector("#more").hidden = true;
});

document.querySelector("#save").addEventListener("click", () => {
  // "<" is written as its code, so that no answer can end the script that carries it.
  store.textContent = JSON.stringify(gathered()).replaceAll("<", "\\u003c");
  const page = new Blob(["<!doctype html>\n" + document.documentElement.outerHTML], { type: "text/html" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(page);
  link.download = document.title.replaceAll(/[^\p{L}\p{N}]+/gu, "-") + "-answers.html";
  link.click();
  URL.revokeObjectURL(link.href);
  document.querySelector("#saved").textContent = "Saved as " + link.download + ". Please send that file back.";
});

shown();
