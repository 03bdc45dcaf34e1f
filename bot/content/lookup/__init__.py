"""The index behind `/which`."""
