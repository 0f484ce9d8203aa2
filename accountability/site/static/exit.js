// "Exit this page": the page goes blank at once and another takes its place. Pressing
// Shift three times within five seconds does the same. The link works without this file.
"use strict";

const exit = document.getElementById("quick-exit");

const leave = () => {
  // What was typed goes to the server first; the page hears it (entry.js).
  window.dispatchEvent(new Event("leaving"));
  document.title = "…";
  document.body.replaceChildren();
  // In place of this page, so that Back does not lead to it.
  setTimeout(() => window.location.replace(exit.href), 50);
};

if (exit) {
  const told = document.querySelector("[data-exit-state]");
  let presses = [];
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.repeat) return;
    if (event.key !== "Shift") {
      // Shift with a letter is typing.
      presses = [];
      return;
    }
    const now = Date.now();
    presses = [...presses.filter((at) => now - at < 5000), now];
    if (presses.length >= 3) leave();
    else told.textContent = `${exit.dataset.wordPresses} ${3 - presses.length}`;
  });
  document.addEventListener("pointerdown", () => {
    presses = [];
  });
}
