"""What reviewers say of a result: sets rated blindly, and seeds that readers of a language curate."""
