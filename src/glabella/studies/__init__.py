"""Studies: populations of virtual patients, calibration. Files and processes, no web."""
