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
    const named = new Set(graph.data.map((trace) => trace.name));
    const inWords = key.filter((label) => !named.has(label));
    const foot = wrapped(inWords.join(" · ")).filter(Boolean).concat(link);
    const legend = key.length > inWords.length;
    const head = TOP * (title.length + answer.length + 1);
    const tail = TOP * foot.length + (legend ? 3 * TOP : 0) + 3 * TOP;
    const height = graph.clientHeight + head + tail;
    const layout = {
      ...graph.layout,
      width: WIDTH,
      height: height,
      paper_bgcolor: "#ffffff",
      plot_bgcolor: "#ffffff",
      font: { ...graph.layout.font, color: "#17191c" },
      margin: { ...graph.layout.margin, t: head, b: tail, l: 24, r: 24 },
      showlegend: legend,
      legend: { orientation: "h", x: 0, xanchor: "left", yref: "container",
                y: (tail - 2.5 * TOP) / height, yanchor: "top", itemwidth: 40 },
      title: {
        text:
          `<b>${title.map(escaped).join("<br>")}</b><br>` +
          answer.map(escaped).join("<br>"),
        x: 16 / WIDTH,
        xref: "container",
        xanchor: "left",
        y: 1 - 28 / height,
        yref: "container",
        yanchor: "top",
        font: { size: 15 },
        automargin: false,
      },
      annotations: [
        ...(graph.layout.annotations || []),
        {
          text: foot.map(escaped).join("<br>"),
          xref: "paper",
          yref: "paper",
          x: 0,
          y: 0,
          yshift: -(tail - TOP * foot.length - 4),
          xanchor: "left",
          yanchor: "top",
          align: "left",
          showarrow: false,
          font: { size: 11 },
        },
      ],
    };
    const data = graph.data.map((trace) => ({
      ...trace,
      showlegend: key.includes(trace.name),
    }));
    window.Plotly.downloadImage(
      { data: data, layout: layout, config: { staticPlot: true } },
      {
        format: button.dataset.kind,
        width: WIDTH,
        height: height,
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
