/* Watches the answers to a change: says when one is slow, and when one does not come.
   Dash itself shows nothing when its server cannot be reached. */
(function () {
  "use strict";
  const SLOW_AFTER = 1000;
  const GIVE_UP_AFTER = 30000;
  const original = window.fetch;
  let waiting = 0;

  function show(id, shown) {
    const element = document.getElementById(id);
    if (element) {
      element.hidden = !shown;
    }
  }

  function concerns(resource) {
    const address = typeof resource === "string" ? resource : resource.url;
    return address.includes("_dash-update-component");
  }

  window.fetch = function (resource, options) {
    if (!concerns(resource)) {
      return original.call(window, resource, options);
    }
    const control = new AbortController();
    const slow = setTimeout(() => show("slow", true), SLOW_AFTER);
    const giveUp = setTimeout(() => control.abort(), GIVE_UP_AFTER);
    waiting += 1;
    document.documentElement.dataset.waiting = "yes";
    return original
      .call(window, resource, { ...options, signal: control.signal })
      .then(
        (response) => {
          show("failed", !response.ok);
          return response;
        },
        (error) => {
          show("failed", true);
          throw error;
        }
      )
      .finally(() => {
        waiting -= 1;
        clearTimeout(slow);
        clearTimeout(giveUp);
        if (waiting === 0) {
          show("slow", false);
          delete document.documentElement.dataset.waiting;
        }
      });
  };
})();
