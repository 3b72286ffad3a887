"""Whether the site is up, for machines."""
