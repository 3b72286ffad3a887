"""From a labelled or published dose to units per site, step by step."""
