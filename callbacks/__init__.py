"""One thin module per page: read the state, call indicators and layouts."""
