"""Stage "encode": texts to unit vectors, each text once, kept in a store of shards."""
