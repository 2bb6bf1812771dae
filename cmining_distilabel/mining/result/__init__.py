"""What a run found: its tables, written to a folder and read back."""
