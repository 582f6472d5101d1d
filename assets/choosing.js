/* What is known in the browser is not asked of the server: the territory of a click, a name that
   the search has just written, charts that are closed. */
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  choosing: {
    /* A click on a map or on the scatter: the search takes its territory, or the territory of
       one's own that is composed takes it. */
    clicked: function (onMap, beside, plotted, isComposing, view, radios) {
      const { no_update, callback_context } = window.dash_clientside;
      const asked = callback_context.triggered.map((one) => one.prop_id);
      const isPlotted = asked.includes("scatter.clickData");
      const picked = isPlotted ? plotted : asked.includes("map-beside.clickData") ? beside : onMap;
      const point = picked && picked.points[0];
      const code = point && (isPlotted ? point.customdata : point.location);
      if (!code) {
        return [no_update, no_update, no_update];
      }
      if (isComposing) {
        return [no_update, no_update, asked.includes("map.clickData") ? onMap : no_update];
      }
      const level = radios.find((radio) => radio.props.value === view.level).props.label;
      const where = view.level === "commune" ? ` (${view.departement})` : "";
      const value = `${view.level}:${code}`;
      return [value, [{ value: value, label: `${point.text}${where} · ${level}` }], no_update];
    },
    /* What is typed is searched, not the name that the search shows of a choice. */
    typed: function (text, options) {
      const isKnown = !text || (options || []).some((one) => one.label === text);
      return isKnown ? window.dash_clientside.no_update : text;
    },
    /* The charts are asked for when they are opened, and when the view changes while they are. */
    opened: function (clicks, view, startsOpen) {
      const isOpen = ((clicks || 0) % 2 === 1) !== startsOpen;
      return isOpen ? view : window.dash_clientside.no_update;
    },
  },
});
