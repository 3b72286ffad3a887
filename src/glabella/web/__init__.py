"""Server-rendered screens, one package each, on shared parts."""
