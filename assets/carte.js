/* Carte: what the browser alone does with the map. Traces are known by their `meta`, which
   layouts/figures/map_layers.py gives them. */
(function () {
  const SVG = "http://www.w3.org/2000/svg";
  const HATCHES = {
    suppressed: { id: "hatch-suppressed", ground: "#b9bdc3", line: "#5b6470", gap: 5 },
    contracts: { id: "hatch-contracts", ground: "none", line: "#1f5fa8", gap: 7 },
  };

  function element(name, attributes, children) {
    const made = document.createElementNS(SVG, name);
    Object.entries(attributes || {}).forEach(([key, value]) => made.setAttribute(key, value));
    (children || []).forEach((child) => made.append(child));
    return made;
  }

  /* Hatches */
  function patterns() {
    return element(
      "defs",
      {},
      Object.values(HATCHES).map(({ id, ground, line, gap }) =>
        element(
          "pattern",
          { id: id, width: gap, height: gap, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
          [
            element("rect", { width: gap, height: gap, fill: ground }),
            element("rect", { width: 1.4, height: gap, fill: line }),
          ],
        ),
      ),
    );
  }

  function traceOf(group) {
    const data = group.__data__;
    return data && data[0] && data[0].trace;
  }

  function nameTraces(graph) {
    graph.querySelectorAll(".geo .trace").forEach((group) => {
      const trace = traceOf(group);
      if (trace && trace.meta) {
        group.dataset.layer = trace.meta;
      }
    });
  }

  /* Towns: more names as one zooms in */
  const towns = {};

  function indexOf(graph, meta) {
    return graph.data.findIndex((trace) => trace.meta === meta);
  }

  function scaleOf(graph) {
    return graph._fullLayout.geo.projection.scale;
  }

  async function townsOf(graph) {
    const address = graph.layout.meta && graph.layout.meta.towns;
    if (address && !towns[address]) {
      towns[address] = fetch(address).then((answer) => answer.json());
    }
    return address ? (await towns[address]).features : [];
  }

  /* Those of the whole map, on the side of their point that the server gave them. */
  const FIRST = new WeakMap();

  function namesOf(found) {
    return {
      lon: [found.map((town) => town.geometry.coordinates[0])],
      lat: [found.map((town) => town.geometry.coordinates[1])],
      text: [found.map((town) => "<b>" + town.properties.name + "</b>")],
      textposition: ["top center"],
    };
  }

  async function nameTowns(graph) {
    const index = indexOf(graph, "towns");
    const scale = scaleOf(graph);
    if (index < 0 || graph.namingTowns || (scale < 2 && !graph.hasMoreTowns)) {
      return;
    }
    graph.namingTowns = true;
    const { lon, lat, text, textposition } = graph.data[index];
    if (!FIRST.has(graph)) {
      FIRST.set(graph, { lon: [lon], lat: [lat], text: [text], textposition: [textposition] });
    }
    const all = await townsOf(graph);
    const named = all.filter((town) => town.properties.zoom <= Math.max(1, scale));
    if (lon.length !== named.length) {
      graph.hasMoreTowns = scale >= 2;
      await window.Plotly.restyle(graph, scale < 2 ? FIRST.get(graph) : namesOf(named), [index]);
    }
    graph.namingTowns = false;
  }

  /* Zoom */
  const START = new WeakMap();

  function place(graph) {
    const geo = graph._fullLayout.geo;
    return {
      "geo.projection.scale": geo.projection.scale,
      "geo.projection.rotation.lon": geo.projection.rotation.lon,
      "geo.center.lon": geo.center.lon,
      "geo.center.lat": geo.center.lat,
    };
  }

  function zoom(graph, factor) {
    const scale = Math.min(32, Math.max(0.5, scaleOf(graph) * factor));
    window.Plotly.relayout(graph, { ...place(graph), "geo.projection.scale": scale });
  }

  function watch(graph) {
    if (!START.has(graph) && graph._fullLayout && graph._fullLayout.geo) {
      START.set(graph, place(graph));
      graph.on("plotly_afterplot", () => drawn(graph));
      graph.on("plotly_hover", ({ points }) => pointFromMap(points[0].location, points[0].z));
      graph.on("plotly_unhover", () => pointFromMap("", NaN));
      graph.on("plotly_relayout", (changes) => {
        if (Object.keys(changes).some((key) => key.startsWith("geo"))) {
          follow(graph);
        }
      });
      if (graphs().length > 1) {
        follow(graphs()[0]);
        outline(graphs()[0]);
      }
      /* A frame is drawn once: the map then moves again under the pointer. */
      graph.on("plotly_selected", (picked) => {
        if (picked) {
          setTimeout(() => window.Plotly.relayout(graph, { dragmode: "pan" }), 0);
        }
      });
      drawn(graph);
    }
  }

  /* Two maps: the same place and the same outline on both. */
  function follow(graph) {
    const wanted = place(graph);
    graphs().forEach((other) => {
      const held = other._fullLayout && other._fullLayout.geo && place(other);
      if (other !== graph && held && Object.keys(wanted).some((key) => Math.abs(held[key] - wanted[key]) > 1e-6)) {
        window.Plotly.relayout(other, wanted);
      }
    });
  }

  function outline(graph) {
    const [first, second] = graphs();
    if (graph !== first || !second || !second.data) {
      return;
    }
    const index = indexOf(first, "selected");
    const [from, to] = [first.data[index], second.data[index]];
    if (JSON.stringify(from.lon) !== JSON.stringify(to.lon)) {
      window.Plotly.restyle(second, { lon: [from.lon], lat: [from.lat] }, [index]);
    }
  }

  function drawn(graph) {
    nameTraces(graph);
    outline(graph);
    nameTowns(graph);
  }

  /* Charts under the map: what is pointed at on one is marked on the others */
  function mark(isLinked) {
    const graph = graphs()[0];
    const index = indexOf(graph, "values");
    const trace = graph.data[index];
    graph.querySelectorAll('[data-layer="values"] path').forEach((path, k) => {
      path.classList.toggle("linked", isLinked(trace.locations[k], trace.z[k]));
    });
  }

  function plotted(id) {
    return document.querySelector("#" + id + " .js-plotly-plot, #" + id + ".js-plotly-plot");
  }

  function point(chart, found) {
    if (chart && found >= 0) {
      window.Plotly.Fx.hover(chart, [{ curveNumber: 0, pointNumber: found }]);
    } else if (chart) {
      window.Plotly.Fx.unhover(chart);
    }
  }

  function pointFromMap(code, value) {
    const [bars, dots] = [plotted("histogram"), plotted("scatter")];
    point(bars, bars ? bars.data[0].customdata.findIndex(([low, high]) => value >= low && value <= high) : -1);
    point(dots, dots ? dots.data[0].customdata.indexOf(code) : -1);
  }

  const LINKED = new WeakSet();

  function link(id, isLinked) {
    const chart = plotted(id);
    if (chart && chart.on && !LINKED.has(chart)) {
      LINKED.add(chart);
      chart.on("plotly_hover", ({ event, points }) => event && mark(isLinked(points[0])));
      chart.on("plotly_unhover", () => mark(() => false));
    }
  }

  function linkCharts() {
    link("scatter", (hit) => (code) => code === hit.customdata);
    link("histogram", (hit) => (code, value) => value > hit.customdata[0] && value <= hit.customdata[1]);
  }

  document.addEventListener(
    "toggle",
    async (event) => {
      const details = event.target;
      const source = details.getAttribute && details.getAttribute("data-table");
      if (source && details.open) {
        details.querySelector(".table-scroll").innerHTML = await (await fetch(source)).text();
      }
    },
    true,
  );

  function graphs() {
    return [...document.querySelectorAll(".map .js-plotly-plot, .map.js-plotly-plot")];
  }

  /* Images */
  const WIDTH = 1200;
  const MARGIN = 24;

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

  function writeLegend(sheet, top) {
    const table = document.querySelector("#map-legend .legend");
    const heads = [...table.querySelectorAll("thead th")];
    const rows = [...table.querySelectorAll("tbody tr")];
    const first = 90;
    const step = (WIDTH - 2 * MARGIN - first) / heads.length;
    let y = write(sheet, table.caption.textContent, { x: MARGIN, y: top, size: 13, width: WIDTH - 2 * MARGIN, fill: "#55606d" });
    let below = y;
    heads.forEach((head, index) => {
      const x = MARGIN + first + index * step;
      const swatch = head.querySelector(".swatch");
      const hatched = swatch.classList.contains("hatched");
      const fill = hatched ? "url(#" + HATCHES.suppressed.id + ")" : getComputedStyle(swatch).backgroundColor;
      sheet.append(element("rect", { x: x, y: y, width: step - 6, height: 14, fill: fill, stroke: "#55606d" }));
      below = Math.max(below, write(sheet, head.textContent, { x: x, y: y + 18, size: 13, width: step - 10, weight: "600" }));
    });
    y = below;
    rows.forEach((row) => {
      write(sheet, row.querySelector("th").textContent, { x: MARGIN, y: y, size: 12, width: first, fill: "#55606d" });
      [...row.querySelectorAll("td")].forEach((cell, index) => {
        write(sheet, cell.textContent, { x: MARGIN + first + index * step, y: y, size: 12, width: step });
      });
      y += row.querySelector("th").textContent.length > 12 ? 34 : 20;
    });
    return y;
  }

  async function drawingOf(graph, width, height) {
    const address = await window.Plotly.toImage(graph, { format: "svg", width: width, height: height });
    const text = decodeURIComponent(address.slice(address.indexOf(",") + 1));
    const drawing = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    const live = [...graph.querySelectorAll(".choroplethlayer .trace")];
    [...drawing.querySelectorAll(".choroplethlayer .trace")].forEach((group, index) => {
      const hatch = live[index] && HATCHES[live[index].dataset.layer];
      if (hatch) {
        group.querySelectorAll("path").forEach((path) => {
          path.style.fill = "url(#" + hatch.id + ")";
          path.style.fillOpacity = 1;
        });
      }
    });
    return drawing;
  }

  async function sheetOf(tools) {
    const sheet = element("svg", { xmlns: SVG, width: WIDTH }, [patterns()]);
    const ground = element("rect", { width: "100%", height: "100%", fill: "#ffffff" });
    sheet.append(ground);
    const room = WIDTH - 2 * MARGIN;
    const title = document.getElementById("map-title").textContent;
    let y = write(sheet, title, { x: MARGIN, y: MARGIN, size: 22, width: room, weight: "600" });
    y = writeLegend(sheet, y) + 8;
    const shown = graphs();
    const width = room / shown.length;
    const height = Math.round(Math.min(760, width * 0.85));
    for (const [index, graph] of shown.entries()) {
      const drawing = await drawingOf(graph, Math.round(width), height);
      drawing.setAttribute("x", MARGIN + index * width);
      drawing.setAttribute("y", y);
      sheet.append(drawing);
    }
    y += height + 12;
    const notes = [...document.querySelectorAll("#beside-title, #beside-source, #layers-legend .keys li, #layers-legend figcaption")];
    for (const note of notes) {
      y = write(sheet, note.textContent, { x: MARGIN, y: y, size: 13, width: room });
    }
    const lang = document.documentElement.lang;
    const date = new Date().toLocaleDateString(lang, { day: "numeric", month: "long", year: "numeric" });
    const told = tools.dataset.dated.replace("{date}", date) + " · " + window.location.href;
    y = write(sheet, document.getElementById("map-source").textContent, { x: MARGIN, y: y, size: 13, width: room, fill: "#55606d" });
    y = write(sheet, told, { x: MARGIN, y: y, size: 13, width: room, fill: "#55606d" });
    sheet.setAttribute("height", Math.round(y + MARGIN / 2));
    sheet.setAttribute("viewBox", "0 0 " + WIDTH + " " + Math.round(y + MARGIN / 2));
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

  async function saveImage(kind, tools) {
    const sheet = await sheetOf(tools);
    const text = new XMLSerializer().serializeToString(sheet);
    const blob = new Blob([text], { type: "image/svg+xml" });
    save(kind === "svg" ? blob : await paint(blob, sheet), tools.dataset.name + "." + kind);
  }

  const TOOLS = {
    "zoom-in": (graph) => zoom(graph, 2),
    "zoom-out": (graph) => zoom(graph, 0.5),
    select: (graph) => window.Plotly.relayout(graph, { dragmode: "select" }),
    lasso: (graph) => window.Plotly.relayout(graph, { dragmode: "lasso" }),
    reset: (graph) => window.Plotly.relayout(graph, START.get(graph)),
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-map-tool]");
    const shown = graphs();
    if (!button || !shown.length) {
      return;
    }
    const tool = button.dataset.mapTool;
    if (TOOLS[tool]) {
      TOOLS[tool](shown[0]);
    } else {
      saveImage(tool, button.closest(".map-tools"));
    }
  });

  document.addEventListener("DOMContentLoaded", () => {
    const hidden = element("svg", { width: 0, height: 0, "aria-hidden": "true", class: "patterns" }, [patterns()]);
    document.body.append(hidden);
    new MutationObserver(() => graphs().forEach(watch)).observe(document.body, { childList: true, subtree: true });
    new MutationObserver(linkCharts).observe(document.body, { childList: true, subtree: true });
  });
})();
