"""Picks the warning or error of a build that the user should see first."""
