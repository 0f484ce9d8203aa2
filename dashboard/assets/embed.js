/* Draws the one chart of a page that is shown inside another page (dashboard/embed.py). */
(function () {
  "use strict";
  document.addEventListener("DOMContentLoaded", () => {
    const text = document.getElementById("figure");
    const place = document.getElementById("drawing");
    if (text && place && window.Plotly) {
      const figure = JSON.parse(text.textContent);
      window.Plotly.newPlot(place, figure.data, figure.layout, {
        displayModeBar: false,
        responsive: true,
        showTips: false,
      });
    }
  });
})();
