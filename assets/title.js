/* The document's title and language follow the page: its first heading, the name of the page where
   the heading does not say it, then the tool's name. */
(function () {
  let asked = false;
  function follow() {
    asked = false;
    const heading = document.querySelector("main h1");
    const brand = document.querySelector(".brand");
    const main = document.querySelector("main");
    if (heading && brand) {
      const tab = document.querySelector("header .page-link.current");
      const first = heading.textContent.trim();
      const page = tab ? tab.firstChild.textContent.trim() : "";
      const words = page.toLowerCase().split(" ");
      const said = words.some((word) => word && first.toLowerCase().startsWith(word));
      const parts = [first, said ? "" : page, brand.textContent.trim()];
      const title = parts.filter(Boolean).join(" · ");
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
