// The board by keyboard: arrows from company to company and from score to score, Enter in the search opens the first.
"use strict";

(() => {
  const ORDER = "board-order"; // of the board as it was last seen, so that the next company is the next one there

  function board() {
    return document.querySelector("#board");
  }

  /** The links of the table, row by row. */
  function grid() {
    return [...document.querySelectorAll("#board tbody tr")].map((row) => [...row.querySelectorAll("a")]).filter((row) => row.length);
  }

  /** Which row and which link of it has the focus. */
  function placeOf(rows, link) {
    const row = rows.findIndex((links) => links.includes(link));
    return row < 0 ? null : { row, link: rows[row].indexOf(link) };
  }

  function moved(place, key, rows) {
    const page = 12;
    const { row, link } = place;
    const last = rows.length - 1;
    const to = {
      ArrowDown: [row + 1, link],
      ArrowUp: [row - 1, link],
      PageDown: [Math.min(row + page, last), link],
      PageUp: [Math.max(row - page, 0), link],
      ArrowRight: [row, link + 1],
      ArrowLeft: [row, link - 1],
      Home: [row, 0],
      End: [row, rows[row].length - 1],
    }[key];
    if (!to) return null;
    const links = rows[Math.min(Math.max(to[0], 0), last)];
    return { leaves: to[0] < 0, link: links[Math.min(Math.max(to[1], 0), links.length - 1)] };
  }

  function focusOn(link) {
    link.focus({ preventScroll: true });
    const pane = link.closest(".sheet-of-scores");
    const head = pane.querySelector("thead").getBoundingClientRect();
    const side = link.closest("tr").querySelector("th").getBoundingClientRect();
    const inside = pane.getBoundingClientRect();
    const at = link.closest("th, td").getBoundingClientRect();
    if (at.top < head.bottom) pane.scrollTop -= head.bottom - at.top;
    if (at.bottom > inside.top + pane.clientHeight) pane.scrollTop += at.bottom - inside.top - pane.clientHeight;
    if (link.closest("td") && at.left < side.right) pane.scrollLeft -= side.right - at.left;
    if (at.right > inside.left + pane.clientWidth) pane.scrollLeft += at.right - inside.left - pane.clientWidth;
    link.closest("tr").scrollIntoView({ block: "nearest" });
  }

  let opening = false; // Enter was pressed while the rows for what was typed were still on their way

  function openFirst() {
    const find = document.querySelector("[data-find]");
    find.blur(); // what is typed from here on is meant for the page that comes, and waits for it
    busy = true;
    if (board().dataset.find !== find.value.trim()) {
      opening = true;
      return;
    }
    opening = false;
    // Where no row is left, the first that the rubric did not screen.
    const first = document.querySelector("#board [data-company]") || document.querySelector("#board .left-out[open] a");
    if (first) first.click();
    else goOn();
  }

  /** Nothing is opened after all: what waited for it is meant for the board. */
  function goOn() {
    opening = false;
    busy = false;
    catchUp();
  }

  function onBoardKey(event) {
    if (!board() || document.querySelector("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const find = event.target.closest("input[data-find]");
    if (find && event.key === "Enter") {
      event.preventDefault();
      openFirst();
      return;
    }
    if (event.target.closest("select, textarea, summary, input") && !(find && event.key === "ArrowDown")) return;
    const rows = grid();
    if (!rows.length) return;
    const place = placeOf(rows, document.activeElement);
    if (!place) {
      if (event.key !== "ArrowDown") return; // down leads into the table, from wherever one is
      event.preventDefault();
      focusOn(rows[0][0]);
      return;
    }
    const to = moved(place, event.key, rows);
    if (!to) return;
    event.preventDefault();
    if (to.leaves) document.querySelector("[data-find]").focus();
    else focusOn(to.link);
  }

  /** Keep the order in which the board was seen: `]` goes on in it. */
  function rememberOrder() {
    if (!board()) return;
    const told = new URLSearchParams(location.search);
    for (const name of ["start", "rubric"]) told.delete(name);
    sessionStorage.setItem(ORDER, told.toString());
  }

  /** A step to a neighbouring company goes by the order of the board. */
  function inOrder(event) {
    const link = event.target.closest("a[data-neighbour]");
    const order = link && sessionStorage.getItem(ORDER);
    if (!order) return;
    const to = new URL(link.href);
    for (const [name, value] of new URLSearchParams(order)) to.searchParams.set(name, value);
    link.href = to.href;
  }

  /** The filters as the newly counted companies have them; what is chosen stays, and a list that is open stays open. */
  function renewFilters() {
    const now = document.querySelector("#filters-now");
    if (!now) return;
    let before = document.querySelector("#filters .tick");
    for (const fresh of [...now.content.querySelectorAll("select")].reverse()) {
      let there = document.getElementById(fresh.id);
      if (there) renewOptions(there, fresh);
      else {
        before.before(fresh.closest("div"));
        there = fresh;
      }
      before = there.closest("div");
    }
    now.remove();
  }

  function renewOptions(select, fresh) {
    [...fresh.options].forEach((option, place) => {
      const there = [...select.options].find((one) => one.value === option.value);
      if (there) there.text = option.text;
      else {
        option.selected = option.defaultSelected = false;
        select.add(option, place);
      }
    });
  }

  let kept = null; // where one was, while the table is put anew

  document.addEventListener("keydown", onBoardKey, true);
  document.addEventListener("click", inOrder, true);
  document.addEventListener("DOMContentLoaded", rememberOrder);
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "board") return;
    const link = document.activeElement && document.activeElement.closest("#board tbody a");
    const pane = document.querySelector(".sheet-of-scores");
    kept = { href: link && link.getAttribute("href"), top: pane ? pane.scrollTop : 0, find: board().dataset.find };
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (opening && !event.detail.successful) goOn();
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!board()) return;
    rememberOrder();
    renewFilters();
    if (opening) openFirst();
    if (!kept) return;
    const pane = document.querySelector(".sheet-of-scores");
    if (pane && board().dataset.find === kept.find) pane.scrollTop = kept.top;
    const link = kept.href && [...document.querySelectorAll("#board tbody a")].find((one) => one.getAttribute("href") === kept.href);
    if (link) focusOn(link);
    kept = null;
  });
})();
