"""The entry of every request: permission, typed arguments, suggestions, and the one error boundary."""
