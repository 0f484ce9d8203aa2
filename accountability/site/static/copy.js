// Buttons that copy a text of the page: `data-copies` is its id. They show only where
// this file runs; without it the text is there to be selected.
"use strict";

document.documentElement.dataset.canCopy = "";

const selected = (text) => {
  const range = document.createRange();
  range.selectNodeContents(text);
  const selection = window.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
};

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element && event.target.closest("[data-copies]");
  if (!button) return;
  const text = document.getElementById(button.dataset.copies);
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(text.textContent.trim());
    button.textContent = button.dataset.wordCopied;
  } catch {
    // Without leave to write there, the text is marked: one key copies it.
    selected(text);
    button.textContent = button.dataset.wordMarked;
  }
  setTimeout(() => {
    button.textContent = before;
  }, 4000);
});
