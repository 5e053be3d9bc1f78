"""Tables, engine settings and migrations. Knows the rules' types, nothing of the web."""
