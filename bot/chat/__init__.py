"""What can be said, on no platform in particular."""
