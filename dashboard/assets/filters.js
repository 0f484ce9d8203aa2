/* Filters: an open one closes when the reader goes elsewhere or presses Escape.

   Dash 4.4.1 calls its radio buttons and checkboxes options of a list box, which hides
   the browser's own, right roles from screen readers (axe: nested-interactive). Those
   roles are taken off again; each list is in a fieldset with a legend. */
(function () {
  "use strict";

  function bare() {
    for (const list of document.querySelectorAll(".choices[role]")) {
      list.removeAttribute("role");
    }
    for (const option of document.querySelectorAll(
      ".choices [role=option], .choices label[aria-selected]"
    )) {
      option.removeAttribute("role");
      option.removeAttribute("aria-selected");
    }
  }

  new MutationObserver(bare).observe(document.documentElement, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["role", "aria-selected"],
  });

  function closeUnless(keeps) {
    for (const field of document.querySelectorAll("details.field[open]")) {
      if (!keeps(field)) {
        field.open = false;
      }
    }
  }

  document.addEventListener("click", (event) => {
    closeUnless((field) => field.contains(event.target));
  });
  /* A press on words inside a field moves the focus to what holds the field. */
  document.addEventListener("focusin", (event) => {
    closeUnless(
      (field) => field.contains(event.target) || event.target.contains(field)
    );
  });
  document.addEventListener("keydown", (event) => {
    const field =
      event.key === "Escape" && event.target instanceof Element
        ? event.target.closest("details.field[open]")
        : null;
    if (field) {
      field.open = false;
      field.querySelector("summary").focus();
    }
  });
})();
