"""How treatments of the clinic turned out, counted honestly. Reads only."""
