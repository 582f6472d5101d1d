/* The grid's script comes with its page alone: from another page, a link there loads it anew. */
document.addEventListener(
  "click",
  function (event) {
    const link = event.target.closest && event.target.closest("a[href]");
    if (link && link.pathname === window.applicationAddress("/donnees") && !window.dash_ag_grid) {
      event.stopPropagation();
    }
  },
  true,
);
/* Numbers typed in the filters of the page Données: a comma or a point. */
window.dashAgGridFunctions = Object.assign({}, window.dashAgGridFunctions, {
  decimalComma: {
    read: function (text) {
      const number = text === null || text.trim() === "" ? NaN : Number(text.trim().replace(",", "."));
      return Number.isNaN(number) ? null : number;
    },
    write: function (number) {
      if (number === null || number === undefined) {
        return null;
      }
      const comma = document.documentElement.lang === "fr";
      return comma ? String(number).replace(".", ",") : String(number);
    },
  },
});
