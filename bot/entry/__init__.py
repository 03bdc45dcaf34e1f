"""The one way in: permission, typed arguments, suggestions, and the one error boundary."""
