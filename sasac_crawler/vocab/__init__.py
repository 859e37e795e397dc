"""Reference tables: data only, each with its standard, edition and origin (see README.md here)."""
