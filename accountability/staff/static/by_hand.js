// What is typed of a page is kept with every pause. Without this file its buttons keep it.
"use strict";

{
  const form = document.getElementById("by-hand");
  const state = form.querySelector("[data-state]");
  const words = form.dataset;
  const pause = 700;
  let timer = 0;
  let changed = 0;
  let kept = 0;

  const keep = async (more) => {
    const at = changed;
    const data = new FormData(form);
    data.set("wish", "keep");
    try {
      // Whoever is logged out is sent to the login: that is no answer of ours.
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(data),
        redirect: "manual",
        ...more,
      });
      if (answer.status === 204) {
        kept = at;
        state.textContent = words.wordKept;
        if (changed === kept) delete form.dataset.unkept;
        return;
      }
      state.textContent = words.wordLoggedOut;
    } catch {
      state.textContent = words.wordNotKept;
    }
    timer = setTimeout(keep, 10 * pause);
  };

  form.addEventListener("input", () => {
    changed += 1;
    form.dataset.unkept = "1";
    clearTimeout(timer);
    timer = setTimeout(keep, pause);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && changed > kept) keep({ keepalive: true });
  });
}
