/* The sheet prints from its button; the browser's own dialogue offers PDF. */
document.addEventListener("click", function (event) {
  if (event.target.closest && event.target.closest("#print")) {
    window.print();
  }
});
