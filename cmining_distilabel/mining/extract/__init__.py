"""Stage "extract", the paper's stage 2: which documents are seeds, and which Culture Points they make."""
