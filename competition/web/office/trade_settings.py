"""The settings of a trade, and a list of trades pasted at once."""
