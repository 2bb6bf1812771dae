"""The names of cultures that a text holds: countries, peoples, languages, regions and cities, in any script."""
