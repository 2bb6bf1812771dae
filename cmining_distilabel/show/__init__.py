"""What people look at: a terminal, figures, the difference between two results, one HTML page."""
