"""A plan on paper: one self-contained HTML page, one PDF page, the same content."""
