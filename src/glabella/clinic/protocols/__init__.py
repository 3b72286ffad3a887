"""The clinic's own templates, and each injector's own points."""
