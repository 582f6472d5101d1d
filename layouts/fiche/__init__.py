"""The page Fiche territoire: two A4 pages on one territory."""
