"""Programs that make the project's own data and pictures; not shipped."""
