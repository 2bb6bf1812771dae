"""The method: from raw documents to Culture Points.

`miner` runs the stages one after the other, and each stage is a folder, named as in funnel.json:
`read`, `noise`, `encode`, `calibrate`, `score`, `extract`; `result` makes the tables of what they found. `arrays` is
array code that knows nothing of culture. Nothing here imports distilabel.
"""
