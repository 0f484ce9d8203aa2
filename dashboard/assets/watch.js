/* Watches the answers to a change: says when one is slow, and when one does not come.
   Dash itself shows nothing when its server cannot be reached. If the page itself does
   not come, it says so in place of the charts, with a link to try again. */
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

  function concerns(resource, endings) {
    const address = typeof resource === "string" ? resource : resource.url;
    return endings.some((ending) => address.includes(ending));
  }

  /* What the first page needs before there is anything to change. */
  function first(resource, options) {
    const control = new AbortController();
    const giveUp = setTimeout(() => control.abort(), GIVE_UP_AFTER);
    const missing = () => {
      show("not-loaded", true);
      show("react-entry-point", false);
    };
    return original
      .call(window, resource, { ...options, signal: control.signal })
      .then(
        (response) => {
          if (!response.ok) {
            missing();
          }
          return response;
        },
        (error) => {
          missing();
          throw error;
        }
      )
      .finally(() => clearTimeout(giveUp));
  }

  window.fetch = function (resource, options) {
    if (concerns(resource, ["_dash-layout", "_dash-dependencies"])) {
      return first(resource, options);
    }
    if (!concerns(resource, ["_dash-update-component"])) {
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
