"""The canonical face in centimetres: landmarks, surface, distances.

Patient's left is +x, up is +y, toward the viewer is +z. The mean adult face it
describes is nobody's face: every distance is advisory until landmarks are set
on the patient's own photograph.
"""

from glabella.core.face.geometry import Point, centroid, distance, segment_distance
from glabella.core.face.landmarks import Landmarks
from glabella.core.face.surface import Surface

__all__ = [
    "Landmarks",
    "Point",
    "Surface",
    "centroid",
    "distance",
    "segment_distance",
]
