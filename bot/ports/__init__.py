"""What the floors above need from outside, as small Protocols."""
