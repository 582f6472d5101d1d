"""Plotly figures: pure functions from frames to figures."""
