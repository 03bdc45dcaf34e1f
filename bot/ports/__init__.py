"""The ports: small Protocols of all that the floors above need from outside."""
