"""Forks a fresh process for each job from one that has done the imports.

It does not know what the jobs are for. server.py has the protocol.
"""
