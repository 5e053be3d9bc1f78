"""The registers of standards and institutions."""
