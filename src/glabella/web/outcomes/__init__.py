"""How treatments turned out."""
