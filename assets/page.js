/* The address follows the view. It is written and read back by layouts/view.py; here it is shown.
   What a reader goes to (a territory, an indicator, a level) is a step that Back undoes; what they
   adjust (a year, classes) is not. dcc.Location hears nothing of it: it is told when they go back. */
(function () {
  const STEPS = ["indicateur", "territoire", "niveau_territoire", "niveau", "departement"];
  /* Before the reader's first gesture, the page only writes out the address that it was given. */
  let isInHand = false;
  ["pointerdown", "keydown"].forEach(function (gesture) {
    document.addEventListener(gesture, () => { isInHand = true; }, true);
  });
  const here = () => window.location.pathname + window.location.search;
  let at = here();
  function isStep(query) {
    const now = new URLSearchParams(window.location.search);
    const next = new URLSearchParams(query);
    return STEPS.some((name) => now.get(name) !== next.get(name));
  }
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    address: {
      show: function (query) {
        if (query !== null && query !== undefined) {
          const address = window.location.pathname + query;
          if (address !== here()) {
            const write = isInHand && isStep(query) ? "pushState" : "replaceState";
            window.history[write](null, "", address);
          }
          at = address;
        }
        return window.dash_clientside.no_update;
      },
    },
  });
  window.addEventListener("_dashprivate_pushstate", function () {
    isInHand = false;
    at = here();
  });
  window.addEventListener("popstate", function (event) {
    event.stopImmediatePropagation();
    if (here() === at) {
      return; // A part of the page in hand: dcc.Location would have it drawn again.
    }
    isInHand = false;
    at = here();
    const { pathname, search, href } = window.location;
    window.dash_clientside.set_props("written", { data: null });
    window.dash_clientside.set_props("url", { pathname, search, href });
  });
})();
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
/* The part of a page that an address names stands there once the page is drawn. */
document.addEventListener("DOMContentLoaded", function () {
  const name = decodeURIComponent(window.location.hash.slice(1));
  const watch = new MutationObserver(function () {
    const part = document.getElementById(name);
    if (part) {
      watch.disconnect();
      part.scrollIntoView();
    }
  });
  if (name) {
    watch.observe(document.body, { childList: true, subtree: true });
  }
});
