"""One feature a file: each takes a Request and returns a Reply, and needs Protocols only."""
