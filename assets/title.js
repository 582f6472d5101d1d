/* The document's title and language follow the page: its first heading, then the tool's name. */
(function () {
  let asked = false;
  function follow() {
    asked = false;
    const heading = document.querySelector("main h1");
    const brand = document.querySelector(".brand");
    const main = document.querySelector("main");
    if (heading && brand) {
      const title = heading.textContent.trim() + " · " + brand.textContent.trim();
      if (document.title !== title) {
        document.title = title;
      }
    }
    if (main && main.lang && document.documentElement.lang !== main.lang) {
      document.documentElement.lang = main.lang;
    }
  }
  function start() {
    new MutationObserver(function () {
      if (!asked) {
        asked = true;
        window.requestAnimationFrame(follow);
      }
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  }
  document.body ? start() : document.addEventListener("DOMContentLoaded", start);
})();
