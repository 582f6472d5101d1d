/* The address follows the view. It is written and read back by layouts/view.py; here it is shown. */
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  address: {
    show: function (query) {
      if (query === null || query === undefined) {
        return window.dash_clientside.no_update;
      }
      const address = window.location.pathname + (query || "");
      if (address !== window.location.pathname + window.location.search) {
        window.history.replaceState(window.history.state, "", address);
      }
      return window.dash_clientside.no_update;
    },
  },
});
/* The application may stand under a folder of its site, which Dash is told. */
window.applicationAddress = function (path) {
  const told = document.getElementById("_dash-config").textContent;
  return JSON.parse(told).requests_pathname_prefix.replace(/\/$/, "") + path;
};
/* The server has already searched: the options are shown as they come. */
window.dashMantineFunctions = Object.assign({}, window.dashMantineFunctions, {
  asGiven: function ({ options }) {
    return options;
  },
});
/* The table under the map: fetched as HTML when it is opened, and again when the view changes. */
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  tables: {
    fill: async function (clicks, query) {
      const isOpen = (clicks || 0) % 2 === 1;
      const place = document.getElementById("map-table");
      if (isOpen && place) {
        const answer = await fetch(window.applicationAddress("/tableau/carte.html") + (query || ""));
        place.innerHTML = await answer.text();
      }
      return window.dash_clientside.no_update;
    },
  },
});
/* The header's links keep the view in hand: its address is read when one of them is followed. */
document.addEventListener(
  "click",
  function (event) {
    const link = event.target.closest && event.target.closest("header nav a, header a.language");
    if (!link) {
      return;
    }
    const query = new URLSearchParams(window.location.search);
    if (link.matches(".language")) {
      link.lang === "fr" ? query.delete("lang") : query.set("lang", link.lang);
    }
    const text = query.toString();
    link.href = link.pathname + (text ? "?" + text : "");
    if (event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    window.location.assign(link.href);
  },
  true,
);
