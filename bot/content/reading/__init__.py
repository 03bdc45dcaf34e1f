"""The way from YAML files to a Bank: parsing, validation, packs and the cache."""
