// Keys of the review desk, and the page scrolled to its mark. Nothing needs this file.
"use strict";

const typing = (target) =>
  target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select");

const bound = (key) =>
  [...document.querySelectorAll("[data-key]")].find((element) =>
    element.dataset.key.split(" ").includes(key),
  );

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (typing(event.target) && event.key !== "Escape") return;
  // Arrows move through a scrolling page or a group of choices, where they belong.
  const arrow = event.key.startsWith("Arrow");
  if (arrow && event.target.closest("[role=region], input")) return;
  const element = bound(event.key);
  if (!element) return;
  event.preventDefault();
  element.click();
});

// Words typed into one form are not lost by sending another or by leaving: the browser
// asks first. The entry page keeps its own; a search is no loss; leaving at once asks
// nobody.
// (In a block: all scripts of a page share their outermost names.)
{
  const unsent = new Set();
  let sending = null;
  let freely = false;
  // The form of a page by hand says what it has not kept yet.
  const isKept = (form) => form.id === "by-hand" && !form.dataset.unkept;
  const again = () => {
    sending = null;
    for (const form of document.forms) delete form.dataset.sent;
  };
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.method === "post" && form.id !== "entry" && form.role !== "search") {
      unsent.add(form);
    }
  });
  window.addEventListener("leaving", () => {
    freely = true;
  });
  window.addEventListener("beforeunload", (event) => {
    const lost = (form) => form !== sending && !isKept(form);
    if (freely || ![...unsent].some(lost)) return;
    event.preventDefault();
    // Whoever stays can send what they had begun to send.
    setTimeout(again);
  });

  // A decision is sent once, however often the key is struck.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "1";
    sending = event.target;
  });
  window.addEventListener("pageshow", again);
}

const page = document.querySelector(".staff-page[data-mark]");
if (page) {
  const image = page.querySelector("img");
  const show = () => {
    // data-mark is in points of the page, 72 to the inch.
    const drawn = (Number(page.dataset.mark) / 72) * Number(page.dataset.dpi);
    const top = (drawn / image.naturalHeight) * image.clientHeight;
    page.scrollTop = Math.max(0, top - page.clientHeight / 3);
  };
  if (image.complete) show();
  else image.addEventListener("load", show);
}

document.querySelector("[data-focus]")?.focus();
