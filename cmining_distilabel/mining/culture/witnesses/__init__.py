"""What speaks for a culture: a function a witness, each giving log odds of shape (documents, cultures)."""
