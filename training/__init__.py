"""Training of the type model; see README.md."""
