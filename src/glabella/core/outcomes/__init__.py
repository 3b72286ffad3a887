"""How treatments turned out: shares with their intervals, durations, calibration."""
