"""The ports: small Protocols for all that the floors above need from outside."""
