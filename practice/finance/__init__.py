"""A web finance system for bots to drive; every screen is specified in docs/practice-screens.md."""
