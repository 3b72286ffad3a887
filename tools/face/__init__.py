"""Programs that draw the canonical face and write its geometry.

``python -m tools.face.build`` regenerates every file under
``src/glabella/evidence/data/face`` (but the three copied ones) and
``src/glabella/web/static/face``.
"""
