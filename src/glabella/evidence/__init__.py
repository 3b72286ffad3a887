"""The evidence: every clinical number with its source, unit and grade.

Only the modules of this package open the files in ``data/``.
"""
