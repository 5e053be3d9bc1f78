"""The pages for people: public, screen, judge, office."""
