/* Images of a map or of a chart, with all that it needs out of its page: title, legend, source, date.
   The buttons stand in an element that tells what to draw: see layouts/image_tools.py. */
(function () {
  const { element, patterns, hatches } = window.mapDrawing;
  const SVG = "http://www.w3.org/2000/svg";
  const WIDTH = 1200;
  const MARGIN = 24;
  const GREY = "#55606d";

  function lines(text, size, width, weight) {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = (weight || "400") + " " + size + "px system-ui, sans-serif";
    const found = [""];
    text.split(/[ \n]+/).forEach((word) => {
      const longer = (found[found.length - 1] + " " + word).trim();
      if (pen.measureText(longer).width > width && found[found.length - 1]) {
        found.push(word);
      } else {
        found[found.length - 1] = longer;
      }
    });
    return found;
  }

  function write(sheet, text, { x, y, size, width, weight, fill }) {
    const written = lines(text, size, width, weight);
    written.forEach((line, index) => {
      const node = element("text", {
        x: x,
        y: y + size + index * size * 1.3,
        "font-size": size,
        "font-weight": weight || "400",
        "font-family": "system-ui, sans-serif",
        fill: fill || "#1b1f24",
      });
      node.textContent = line;
      sheet.append(node);
    });
    return y + written.length * size * 1.3 + 6;
  }

  function writeLegend(sheet, table, { x, y, width }) {
    const heads = [...table.querySelectorAll("thead th")];
    const rows = [...table.querySelectorAll("tbody tr")];
    const first = 90;
    const step = (width - first) / heads.length;
    const top = write(sheet, table.caption.textContent, { x: x, y: y, size: 13, width: width, fill: GREY });
    let below = top;
    heads.forEach((head, index) => {
      const left = x + first + index * step;
      const swatch = head.querySelector(".swatch");
      const hatched = swatch.classList.contains("hatched");
      const fill = hatched ? "url(#" + hatches.suppressed.id + ")" : getComputedStyle(swatch).backgroundColor;
      sheet.append(element("rect", { x: left, y: top, width: step - 6, height: 14, fill: fill, stroke: GREY }));
      const told = { x: left, y: top + 18, size: 13, width: step - 10, weight: "600" };
      below = Math.max(below, write(sheet, head.textContent, told));
    });
    rows.forEach((row) => {
      write(sheet, row.querySelector("th").textContent, { x: x, y: below, size: 12, width: first, fill: GREY });
      [...row.querySelectorAll("td")].forEach((cell, index) => {
        write(sheet, cell.textContent, { x: x + first + index * step, y: below, size: 12, width: step });
      });
      below += row.querySelector("th").textContent.length > 12 ? 34 : 20;
    });
    return below;
  }

  async function drawingOf(graph, width, height) {
    const address = await window.Plotly.toImage(graph, { format: "svg", width: width, height: height });
    const text = decodeURIComponent(address.slice(address.indexOf(",") + 1));
    const drawing = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    const live = [...graph.querySelectorAll(".choroplethlayer .trace")];
    [...drawing.querySelectorAll(".choroplethlayer .trace")].forEach((group, index) => {
      const hatch = live[index] && hatches[live[index].dataset.layer];
      if (hatch) {
        group.querySelectorAll("path").forEach((path) => {
          path.style.fill = "url(#" + hatch.id + ")";
          path.style.fillOpacity = 1;
        });
      }
    });
    return drawing;
  }

  /* What is drawn: each graph that the page shows, its title and its legend. */
  function panelsOf(tools) {
    return JSON.parse(tools.dataset.panels)
      .map(({ title, legend, graph }) => ({
        title: document.querySelector(title),
        legend: legend && document.querySelector(legend),
        graph: document.querySelector(graph + " .js-plotly-plot, " + graph + ".js-plotly-plot"),
      }))
      .filter(({ graph }) => graph);
  }

  function heightOf(graph, width) {
    if (graph._fullLayout.geo) {
      return Math.round(Math.min(760, width * 0.85));
    }
    return Math.round(width * Math.min(0.6, Math.max(0.4, graph.clientHeight / graph.clientWidth)));
  }

  async function writePanels(sheet, panels) {
    const room = (WIDTH - 2 * MARGIN) / panels.length;
    const width = room - (panels.length > 1 ? 12 : 0);
    const tops = panels.map(({ title, legend }, index) => {
      const x = MARGIN + index * room;
      const size = panels.length > 1 ? 16 : 22;
      const y = write(sheet, title.textContent, { x: x, y: MARGIN, size: size, width: width, weight: "600" });
      return legend ? writeLegend(sheet, legend, { x: x, y: y, width: width }) : y;
    });
    const top = Math.max(...tops) + 8;
    const height = heightOf(panels[0].graph, width);
    for (const [index, { graph }] of panels.entries()) {
      const drawing = await drawingOf(graph, Math.round(width), height);
      drawing.setAttribute("x", MARGIN + index * room);
      drawing.setAttribute("y", top);
      sheet.append(drawing);
    }
    return top + height + 12;
  }

  /* Not the sign of a button that takes a move off. */
  function wordsOf(node) {
    const copy = node.cloneNode(true);
    copy.querySelectorAll("[aria-hidden]").forEach((sign) => sign.remove());
    return copy.textContent;
  }

  async function sheetOf(tools) {
    const sheet = element("svg", { xmlns: SVG, width: WIDTH }, [patterns()]);
    sheet.append(element("rect", { width: "100%", height: "100%", fill: "#ffffff" }));
    let y = await writePanels(sheet, panelsOf(tools));
    const lang = document.documentElement.lang;
    const date = new Date().toLocaleDateString(lang, { day: "numeric", month: "long", year: "numeric" });
    const told = [...document.querySelectorAll(tools.dataset.notes)].map(wordsOf);
    told.push(tools.dataset.dated.replace("{date}", date) + " · " + window.location.href);
    for (const text of told) {
      y = write(sheet, text, { x: MARGIN, y: y, size: 13, width: WIDTH - 2 * MARGIN, fill: GREY });
    }
    const height = Math.round(y + MARGIN / 2);
    sheet.setAttribute("height", height);
    sheet.setAttribute("viewBox", "0 0 " + WIDTH + " " + height);
    return sheet;
  }

  function save(blob, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  async function paint(blob, sheet) {
    const image = new Image();
    image.src = URL.createObjectURL(blob);
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = 2 * WIDTH;
    canvas.height = 2 * Number(sheet.getAttribute("height"));
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    URL.revokeObjectURL(image.src);
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest && event.target.closest("[data-image]");
    const tools = button && button.closest("[data-panels]");
    if (!tools || !panelsOf(tools).length) {
      return;
    }
    const sheet = await sheetOf(tools);
    const text = new XMLSerializer().serializeToString(sheet);
    const blob = new Blob([text], { type: "image/svg+xml" });
    const kind = button.dataset.image;
    save(kind === "svg" ? blob : await paint(blob, sheet), tools.dataset.name + "." + kind);
  });
})();
