"""A corpus of hostile and broken spreadsheets, made anew by a script; what each must lead to is in vectors/broken."""
