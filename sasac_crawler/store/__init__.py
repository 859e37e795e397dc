"""The SQLite file: schema, migrations, frontier, articles, search."""
