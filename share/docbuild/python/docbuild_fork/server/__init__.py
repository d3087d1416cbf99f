"""The fork server's own process: it imports, answers requests, and looks after its children."""
