"""One module per file format: readers of raw documents, readers and writers of the release's tables."""
