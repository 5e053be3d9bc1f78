"""Teams, competitors and entries, one by one."""
