"""Array code that knows nothing of culture: k-means, nearest neighbours, categories, memory in files."""
