"""Forks a fresh process for each job from one that has done the imports."""
