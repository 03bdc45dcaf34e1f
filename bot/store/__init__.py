"""Plain SQL behind the Store protocol: one method is one short transaction."""
