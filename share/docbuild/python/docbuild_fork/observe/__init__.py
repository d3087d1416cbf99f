"""Records what a job imports and writes, and which files belong to the installed system."""
