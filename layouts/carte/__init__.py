"""The page Carte: the map, its controls, its legend, its table and the card of a territory."""
