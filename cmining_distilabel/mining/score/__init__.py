"""Stage "score", the paper's stage 1: figures of each document within its group."""
