"""Minutes by car between communes.

Start at `indicators.travel.around.modelled_times`: the pairs, and their weights, that concern some
communes. What lies below:

- `times`: what every provider of minutes gives, and the weight to expect under their error;
- `costs`: minutes as a sparse matrix;
- `commands`: the command that writes the minutes of a provider;
- providers: `table` (a file that the user has), `routing` over the clients of `engines` (OSRM,
  Valhalla), `model` (the default);
- what the model stands on: `terrain` (features of a pair), `landmass` (where water is),
  `metric` (the real minutes), `regression`, and `fit`, the command that fits and judges it.
"""
