"""How the documentation is built: Sphinx, MyST and furo, from Markdown."""

from importlib.metadata import version as installed_version

project = "Glabella"
author = "The Glabella authors"
project_copyright = "2026, the Glabella authors"
release = version = installed_version("glabella")
language = "en-GB"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.doctest",
]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]

autodoc_member_order = "bysource"
autodoc_typehints = "description"
napoleon_google_docstring = False
nitpicky = True

html_theme = "furo"
html_title = "Glabella"
# The system's own letters: a page of the documentation fetches nothing either.
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#14545b"},
    "dark_css_variables": {"color-brand-primary": "#82c8c8"},
}
