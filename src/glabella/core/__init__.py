"""Pure values and functions: no Django, clock, file, network, log or chance."""
