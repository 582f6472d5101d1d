/* A change that lasts over 200 ms is said, to the eye and to a screen reader. Dash marks what it is
   computing; what is typed in the search is not counted, since the list itself says it. */
(function () {
  const PATIENCE = 200;
  const COMPUTED = "#shell[data-dash-is-loading], main [data-dash-is-loading]";
  let since = null;
  function say(isBusy) {
    const main = document.querySelector("main");
    const place = document.getElementById("busy");
    if (main && place) {
      const text = isBusy ? place.dataset.text : "";
      if (place.textContent !== text) {
        place.textContent = text;
        main.setAttribute("aria-busy", String(isBusy));
      }
    }
  }
  function look() {
    const isComputing = document.querySelector(COMPUTED) !== null;
    if (isComputing && since === null) {
      since = window.setTimeout(() => say(true), PATIENCE);
    } else if (!isComputing && since !== null) {
      window.clearTimeout(since);
      since = null;
      say(false);
    }
  }
  function start() {
    new MutationObserver(look).observe(document.body, {
      attributes: true, attributeFilter: ["data-dash-is-loading"], childList: true, subtree: true,
    });
  }
  document.body ? start() : document.addEventListener("DOMContentLoaded", start);
})();
