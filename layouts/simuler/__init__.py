"""The page Simuler: what a decision changes, commune by commune, at once."""
