/* Saves a drawing as PNG or SVG, with its question, its answer and where it is from.
   Nothing is sent anywhere: the browser draws it once more, on white. */
(function () {
  "use strict";
  const WIDTH = 1000;
  const LINE = 84;
  const TOP = 24;

  function wrapped(text) {
    const lines = [""];
    for (const word of text.split(/\s+/)) {
      const last = lines[lines.length - 1];
      if (last && last.length + word.length + 1 > LINE) {
        lines.push(word);
      } else {
        lines[lines.length - 1] = last ? `${last} ${word}` : word;
      }
    }
    return lines;
  }

  function escaped(text) {
    return text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
  }

  function save(button) {
    const block = button.closest(".chart");
    const graph = document.querySelector(
      `#${button.dataset.graph} .js-plotly-plot, #${button.dataset.graph}.js-plotly-plot`
    );
    if (!graph || !window.Plotly) {
      return;
    }
    const said = (name) => block.querySelector(name).textContent;
    const title = wrapped(said("h3"));
    const answer = wrapped(said(".chart-sentence"));
    const link = block.querySelector(".chart-permalink").href;
    const key = [...block.querySelectorAll(".chart-key li")].map((li) => li.textContent);
    const head = TOP * (title.length + answer.length + 1);
    const foot = wrapped(key.length ? `${key.join(" · ")}` : "").concat(link);
    const layout = {
      ...graph.layout,
      width: WIDTH,
      height: graph.layout.height + head + TOP * (foot.length + 2),
      paper_bgcolor: "#ffffff",
      plot_bgcolor: "#ffffff",
      font: { ...graph.layout.font, color: "#17191c" },
      margin: { ...graph.layout.margin, t: head, b: TOP * (foot.length + 2), l: 24, r: 24 },
      title: {
        text:
          `<b>${title.map(escaped).join("<br>")}</b><br>` +
          answer.map(escaped).join("<br>"),
        x: 0,
        xref: "container",
        xanchor: "left",
        y: 1,
        yanchor: "top",
        pad: { t: 14, l: 16 },
        font: { size: 15 },
      },
      annotations: [
        ...(graph.layout.annotations || []),
        {
          text: foot.map(escaped).join("<br>"),
          xref: "paper",
          yref: "paper",
          x: 0,
          y: 0,
          yshift: -34,
          xanchor: "left",
          yanchor: "top",
          align: "left",
          showarrow: false,
          font: { size: 11 },
        },
      ],
    };
    window.Plotly.downloadImage(
      { data: graph.data, layout: layout, config: { staticPlot: true } },
      {
        format: button.dataset.kind,
        width: WIDTH,
        height: layout.height,
        scale: button.dataset.kind === "png" ? 2 : 1,
        filename: button.dataset.name,
      }
    );
  }

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest(".chart-picture");
    if (button) {
      save(button);
    }
  });
})();
