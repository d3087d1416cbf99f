"""Records the files that a document's build reads, for its dependency file."""
