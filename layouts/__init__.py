"""Pages: pure functions from data to components."""
