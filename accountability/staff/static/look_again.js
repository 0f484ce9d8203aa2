// Says how far a worker is, and shows what comes next. Without it there is a link.
"use strict";

const progress = document.querySelector("[data-look-again] [data-progress]");

// Looking is a request: it must not keep a forgotten window logged in for ever.
let left = 200;

const look = async () => {
  if (!left--) return;
  let found;
  try {
    const answer = await fetch(location.href, {
      headers: { Accept: "application/json" },
    });
    // Logged out, or gone: the page itself says so.
    if (!answer.headers.get("content-type")?.includes("json")) return location.reload();
    found = await answer.json();
  } catch {
    return setTimeout(look, 5000);
  }
  if (!found.working) return location.reload();
  if (progress.textContent !== found.words) progress.textContent = found.words;
  return setTimeout(look, 1500);
};

if (progress) setTimeout(look, 1000);
