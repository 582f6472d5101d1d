/* Plotly's script is asked for with the page (callbacks/serving/scripts.py). dcc waits for what
   window.Plotly promises, and asks for the script itself only where nothing is promised; the script
   then puts the library in its place. */
(function () {
  const script = document.getElementById("plotly");
  if (script && !window.Plotly) {
    window.Plotly = new Promise((done, failed) => {
      script.addEventListener("load", done);
      script.addEventListener("error", failed);
    });
  }
})();
