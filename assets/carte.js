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

  /* For assets/images.js. */
  window.mapDrawing = { element, patterns, hatches: HATCHES };

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
    const tool = TOOLS[button.dataset.mapTool];
    if (tool) {
      tool(shown[0]);
    }
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest(".unfold");
    if (button) {
      button.setAttribute("aria-expanded", button.getAttribute("aria-expanded") === "false");
    }
  });

  document.addEventListener("DOMContentLoaded", () => {
    const hidden = element("svg", { width: 0, height: 0, "aria-hidden": "true", class: "patterns" }, [patterns()]);
    document.body.append(hidden);
    new MutationObserver(() => graphs().forEach(watch)).observe(document.body, { childList: true, subtree: true });
    new MutationObserver(linkCharts).observe(document.body, { childList: true, subtree: true });
  });
})();
