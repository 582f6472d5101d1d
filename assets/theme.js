/* The theme that the reader chose, before anything is drawn; the system's where none was chosen. */
(function () {
  const chosen = window.localStorage.getItem("mantine-color-scheme-value");
  if (chosen === "light" || chosen === "dark") {
    document.documentElement.setAttribute("data-mantine-color-scheme", chosen);
  }
})();
