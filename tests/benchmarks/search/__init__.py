"""The search measured beside its peers, by hand: see README.md."""
