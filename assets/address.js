/* The address follows the view. It is written and read back by layouts/view.py; here it is shown. */
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  address: {
    show: function (query) {
      const address = window.location.pathname + (query || "");
      if (address !== window.location.pathname + window.location.search) {
        window.history.replaceState(window.history.state, "", address);
      }
      return window.dash_clientside.no_update;
    },
  },
});
/* The server has already searched: the options are shown as they come. */
window.dashMantineFunctions = Object.assign({}, window.dashMantineFunctions, {
  asGiven: function ({ options }) {
    return options;
  },
});
