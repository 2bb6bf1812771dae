"""Stage "calibrate": the space that documents are scored in, with the language taken out, and the anchors in it."""
