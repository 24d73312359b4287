"""The only room with SQL: schema, migrations, and the stored polls."""
