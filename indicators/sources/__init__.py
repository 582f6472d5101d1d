"""One module per producer of open data; each gives validated tables."""
