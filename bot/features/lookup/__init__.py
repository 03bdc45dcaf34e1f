"""The lookup: the service that fits a need, and two services side by side."""
