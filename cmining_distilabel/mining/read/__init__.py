"""Documents: the one table that every stage reads, and the readers that make it.

`schema` has the columns and the readers' common parts, `inputs` what a user may name, `paths` the files that it stands
for, `formats` their readers (`json_lines`, `csv_files`, `arrow_files`, over `streams`), `memory` and `hub` the other
readers, `rows` the way from a row to a document, `sample` the limits, `spill` the table on disk; `documents` puts them
together. `tables` reads rows that are no documents: seeds, labels, conversations, benchmarks.
"""

from cmining_distilabel.mining.read.documents import check_groups, read_documents
from cmining_distilabel.mining.read.inputs import Source
from cmining_distilabel.mining.read.schema import SCHEMA

__all__ = ["SCHEMA", "Source", "check_groups", "read_documents"]
