/* Simuler: the table under the map, fetched as HTML when it is opened and when the scenario changes. */
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  simulation: {
    fill: async function (clicks, query) {
      const place = document.getElementById("simulation-table");
      if ((clicks || 0) % 2 === 1 && place) {
        const answer = await fetch(window.applicationAddress("/simuler/tableau.html") + (query || ""));
        place.innerHTML = await answer.text();
      }
      return window.dash_clientside.no_update;
    },
  },
});
