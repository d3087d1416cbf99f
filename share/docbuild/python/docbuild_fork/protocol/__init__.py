"""Messages between docbuild and the fork server, as bytes and as values."""
