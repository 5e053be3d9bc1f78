"""Marking schemes: the list, versions, differences, approval, import and export."""
