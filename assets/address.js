/* The address follows the view: replaced, not pushed, and read back by the server alone. */
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  address: {
    names: {
      indicator: "indicateur",
      level: "niveau",
      year: "annee",
      departement: "departement",
      territory: "territoire",
      lang: "lang",
    },
    write: function (view) {
      const query = new URLSearchParams();
      const plain = { indicator: "apl", level: "commune", departement: "62", territory: "", lang: "fr" };
      for (const [field, name] of Object.entries(this.names)) {
        const value = view[field];
        if (value !== null && value !== undefined && value !== plain[field]) {
          query.set(name, value);
        }
      }
      const text = query.toString();
      const address = window.location.pathname + (text ? "?" + text : "");
      if (address !== window.location.pathname + window.location.search) {
        window.history.replaceState(window.history.state, "", address);
      }
      return address;
    },
  },
});
/* The server has already searched: the options are shown as they come. */
window.dashMantineFunctions = Object.assign({}, window.dashMantineFunctions, {
  asGiven: function ({ options }) {
    return options;
  },
});
