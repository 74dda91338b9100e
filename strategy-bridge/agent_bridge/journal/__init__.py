"""Journals of actions and results: files to which C# and Python append concurrently."""
