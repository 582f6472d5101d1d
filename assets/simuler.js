/* Simuler: the moves that are asked for, and the table under the map, fetched as HTML when it is opened
   and when the scenario changes. */
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  simulation: {
    /* A second click drops the answer to the first one: each move is kept until an answer holds it. */
    ask: function (clicked, added, removed, takenOff, click, place, number, asked, told) {
      const { no_update, callback_context } = window.dash_clientside;
      const who = callback_context.triggered_id;
      const move = { doctors: null };
      if (who === "simulation-map" && clicked) {
        move.code = clicked.points[0].location;
        move.doctors = click === "add" ? 1 : -1;
      } else if (who === "simulation-add" || who === "simulation-remove") {
        move.code = place;
        move.doctors = (who === "simulation-add" ? 1 : -1) * (Number(number) || 1);
      } else if (who && who.type === "move" && callback_context.triggered[0].value) {
        move.code = who.code;
      }
      if (!move.code) {
        return [no_update, no_update];
      }
      const waiting = (asked || []).filter((one) => one.rank > told);
      const last = (asked || []).length ? asked[asked.length - 1].rank : 0;
      move.rank = Math.max(last, told) + 1;
      /* Emptied, so that a second click on the same commune counts. */
      return [[...waiting, move], null];
    },
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
/* A link to a part of the page would have Dash read the address again, and draw the page anew. */
document.addEventListener("click", (event) => {
  const button = event.target.closest && event.target.closest("[data-scroll-to]");
  if (button) {
    document.getElementById(button.dataset.scrollTo).scrollIntoView();
  }
});
