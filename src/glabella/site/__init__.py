"""The site: settings, addresses, data folder and server."""
