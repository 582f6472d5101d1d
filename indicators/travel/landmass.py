"""Which communes a car can join by land, and how far round the water it must go.

Town halls are joined to their neighbours (Delaunay triangulation); an edge that leaves the land
for long is cut. What remains connected is one landmass: no travel time is ever modelled between two
of them (Corsica and the mainland, Belle-Île, the Île d'Yeu). The islands that a road bridge joins
to the mainland get that bridge as an edge: see `FIXED_LINKS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import Delaunay

if TYPE_CHECKING:
    import numpy.typing as npt

    FloatArray = npt.NDArray[np.float64]
    IntArray = npt.NDArray[np.intp]
    BoolArray = npt.NDArray[np.bool_]

FIXED_LINKS: tuple[tuple[str, str], ...] = (
    ("17297", "17300"),  # pont de l'île de Ré: Rivedoux-Plage, La Rochelle
    ("17093", "17058"),  # viaduc d'Oléron: Le Château-d'Oléron, Bourcefranc-le-Chapus
    ("85011", "85012"),  # pont de Noirmoutier: Barbâtre, La Barre-de-Monts
)
"""Road bridges between an island and the mainland, by the communes of their two ends.

Sources: Départements of the Charente-Maritime (ponts de l'île de Ré, 1988, and d'Oléron, 1966) and
of the Vendée (pont de Noirmoutier, 1971).
"""

# An edge may leave the land a little: contours are simplified, and a short hop over a river mouth
# or a mismatch between two contours is no strait.
MIN_LAND_SHARE = 0.9
MIN_LAND_SHARE_SHORT = 0.6
SHORT_EDGE_KM = 3.0
LONGEST_EDGE_KM = 60.0
# Contours of neighbours that touch may be this far apart once simplified (about 50 m).
TOUCHING_DEGREES = 0.0005
SMALL_LANDMASS = 100
# A path through town halls is this much longer than the straight line even without water.
USUAL_DETOUR = 1.1
# A path more than three times as long as the line counts as three: none longer was measured.
LARGEST_DETOUR = 3.0


@dataclass(frozen=True)
class Land:
    """The land graph of one zone.

    Parameters
    ----------
    landmass : array of int, shape (places,)
        Number of the landmass of each place.
    graph : csr_array, shape (places, places)
        Kilometres of every edge over land.
    cut : array of float, shape (edges, 2, 2)
        Ends, in km, of the edges that were cut: where the water is.
    """

    landmass: IntArray
    graph: csr_array[np.float64, tuple[int, int]]
    cut: FloatArray

    def water_points(self) -> FloatArray:
        """Points a kilometre apart along the edges that were cut, shape (points, 2)."""
        if not len(self.cut):
            return np.empty((0, 2))
        spans = self.cut[:, 1] - self.cut[:, 0]
        counts = np.ceil(np.hypot(spans[:, 0], spans[:, 1])).astype(np.intp) + 1
        edge = np.repeat(np.arange(len(counts)), counts)
        step = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        share = step / np.maximum(counts[edge] - 1, 1)
        points: FloatArray = self.cut[edge, 0] + spans[edge] * share[:, None]
        return points

    def detours(self, origin: IntArray, destination: IntArray, straight: FloatArray) -> FloatArray:
        """Log of the path over land against the straight line, beyond what is usual.

        Parameters
        ----------
        origin, destination : array of int, shape (pairs,)
        straight : array of float, shape (pairs,)
            Kilometres in a straight line, positive.

        Returns
        -------
        array of float, shape (pairs,)
            0 where the path over land is less than a tenth longer than the line, at most
            ``log(3 / 1.1)``.
        """
        if not len(origin):
            return np.empty(0)
        path = np.full(len(origin), np.inf)
        for factor in _STAGES:
            left = np.flatnonzero(np.isinf(path))
            if left.size:
                path[left] = self._paths(origin[left], destination[left], straight[left] * factor)
        ratio = np.minimum(path / straight, LARGEST_DETOUR)
        return np.log(np.maximum(ratio / USUAL_DETOUR, 1.0))

    def _paths(self, origin: IntArray, destination: IntArray, limit: FloatArray) -> FloatArray:
        """Kilometres over land, shape (pairs,); infinite where beyond a limit, or farther."""
        sources, row = np.unique(origin, return_inverse=True)
        farthest = np.zeros(len(sources))
        np.maximum.at(farthest, row, limit)
        # Sources that look as far together: the farthest of a group sets how far all of it looks.
        order = np.argsort(farthest)
        rank = np.empty(len(sources), dtype=np.intp)
        rank[order] = np.arange(len(sources))
        row, path = rank[row], np.empty(len(origin))
        for start in range(0, len(sources), _SOURCES_AT_ONCE):
            part = order[start : start + _SOURCES_AT_ONCE]
            tables = dijkstra(self.graph, indices=sources[part], limit=farthest[part].max())
            here = (row >= start) & (row < start + _SOURCES_AT_ONCE)
            path[here] = tables[row[here] - start, destination[here]]
        return path


_STAGES = (USUAL_DETOUR, 2.0, LARGEST_DETOUR)
"""How much farther than the straight line a path is looked for, in turn: seven pairs in ten go no
farther than usual, and the search grows with the square of its reach."""
_SOURCES_AT_ONCE = 256


def _triangulation(xy: FloatArray) -> IntArray:
    """Edges between neighbouring places, each once, shape (edges, 2)."""
    if len(xy) <= 4:  # noqa: PLR2004 -- a triangulation needs more points than a simplex has
        return np.column_stack(np.triu_indices(len(xy), 1))
    # QJ moves points by a hair, so that points in a line or at one place are no error.
    triangles = Delaunay(xy, qhull_options="QJ").simplices
    edges = np.vstack([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [0, 2]]])
    edges.sort(axis=1)
    each_once: IntArray = np.unique(edges, axis=0).astype(np.intp)
    return each_once


def land_shares(
    edges: IntArray, lonlat: FloatArray, contours: npt.NDArray[np.object_]
) -> FloatArray:
    """Share of each edge that lies in some commune; 1 between two town halls at one place."""
    lines = shapely.linestrings(lonlat[edges])
    lengths = shapely.length(lines)
    shares = np.ones(len(lines))
    shore = _leaving_land(lines, edges, lonlat, contours)
    shore = shore[lengths[shore] > 0]
    line, commune = shapely.STRtree(contours).query(lines[shore], predicate="intersects")
    inside = shapely.length(shapely.intersection(lines[shore][line], contours[commune]))
    shares[shore] = np.bincount(line, inside, minlength=len(shore)) / lengths[shore]
    return shares


def _leaving_land(
    lines: npt.NDArray[np.object_],
    edges: IntArray,
    lonlat: FloatArray,
    contours: npt.NDArray[np.object_],
) -> IntArray:
    """Edges that may leave the communes: they meet an outer border, or start outside of any.

    Most edges do not, and lie whole in some commune or other: no intersection has to be made.
    """
    met, _ = shapely.STRtree(_outer_borders(contours)).query(lines, predicate="intersects")
    in_commune, _ = shapely.STRtree(contours).query(shapely.points(lonlat), predicate="intersects")
    outside = np.ones(len(lonlat), dtype=bool)
    outside[in_commune] = False
    may_leave = outside[edges[:, 0]]
    may_leave[met] = True
    return np.flatnonzero(may_leave)


def _outer_borders(contours: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Stretches of contour that belong to one commune only: coasts, frontiers, any mismatch."""
    rings = shapely.get_rings(shapely.get_parts(contours))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    follows = ring[1:] == ring[:-1]
    starts, ends = points[:-1][follows], points[1:][follows]
    # Neighbours go along a common border in opposite directions: sort the two ends of a stretch.
    swapped = (starts[:, 0] > ends[:, 0]) | (
        (starts[:, 0] == ends[:, 0]) & (starts[:, 1] > ends[:, 1])
    )
    starts[swapped], ends[swapped] = ends[swapped], starts[swapped]
    stretches = pd.DataFrame(np.hstack([starts, ends]))
    alone = ~stretches.duplicated(keep=False).to_numpy()
    borders: npt.NDArray[np.object_] = shapely.linestrings(
        np.stack([starts[alone], ends[alone]], axis=1)
    )
    return borders


def _touching_edges(landmass: IntArray, contours: npt.NDArray[np.object_]) -> IntArray:
    """Edges between communes that touch although the lines between their town halls were cut."""
    small = np.flatnonzero(np.bincount(landmass)[landmass] < SMALL_LANDMASS)
    if not small.size:
        return np.empty((0, 2), dtype=np.intp)
    tree = shapely.STRtree(contours)
    near = tree.query(contours[small], predicate="dwithin", distance=TOUCHING_DEGREES)
    pairs = np.column_stack([small[near[0]], near[1]])
    apart: IntArray = pairs[landmass[pairs[:, 0]] != landmass[pairs[:, 1]]]
    return apart


def _link_edges(codes: npt.NDArray[np.object_]) -> IntArray:
    at = {code: place for place, code in enumerate(codes)}
    found = [(at[a], at[b]) for a, b in FIXED_LINKS if a in at and b in at]
    return np.array(found, dtype=np.intp).reshape(-1, 2)


def _graph(edges: IntArray, xy: FloatArray) -> csr_array[np.float64, tuple[int, int]]:
    edges = np.unique(np.sort(edges, axis=1), axis=0)
    spans = xy[edges[:, 0]] - xy[edges[:, 1]]
    # A stored 0 would be read as no edge at all.
    lengths = np.maximum(np.hypot(spans[:, 0], spans[:, 1]), 1e-6)
    rows, columns = np.concatenate([edges, edges[:, ::-1]]).T
    return csr_array((np.tile(lengths, 2), (rows, columns)), shape=(len(xy), len(xy)))


def _components(graph: csr_array[np.float64, tuple[int, int]]) -> IntArray:
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.intp)


def find_land(
    codes: npt.NDArray[np.object_],
    xy: FloatArray,
    lonlat: FloatArray,
    contours: npt.NDArray[np.object_],
) -> Land:
    """Join the communes of one zone over land.

    Parameters
    ----------
    codes : array of str, shape (places,)
    xy : array of float, shape (places, 2)
        Town halls, km in the zone's projection.
    lonlat : array of float, shape (places, 2)
        The same, degrees, as the contours.
    contours : array of shapely geometries, shape (places,)

    Returns
    -------
    Land
    """
    edges = _triangulation(xy)
    spans = xy[edges[:, 0]] - xy[edges[:, 1]]
    lengths = np.hypot(spans[:, 0], spans[:, 1])
    edges, lengths = edges[lengths < LONGEST_EDGE_KM], lengths[lengths < LONGEST_EDGE_KM]
    shares = land_shares(edges, lonlat, contours)
    short = (shares >= MIN_LAND_SHARE_SHORT) & (lengths < SHORT_EDGE_KM)
    dry = (shares >= MIN_LAND_SHARE) | short
    landmass = _components(_graph(edges[dry], xy))
    joined = [edges[dry], _touching_edges(landmass, contours), _link_edges(codes)]
    graph = _graph(np.vstack(joined), xy)
    return Land(_components(graph), graph, xy[edges[~dry]])
