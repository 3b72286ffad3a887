"""From a case to a plan per injection site, with reasons and citations."""
