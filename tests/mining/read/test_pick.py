import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from cmining_distilabel.mining.read.pick import pick


@given(chunks=st.lists(st.integers(0, 9_000), min_size=1, max_size=4), data=st.data())
def test_it_gives_what_take_gives(chunks: list[int], data: st.DataObject) -> None:
    numbers = pa.chunked_array([pa.array(range(size), pa.int64()) for size in chunks])
    table = pa.table({"number": numbers, "text": numbers.cast(pa.string())})
    size = len(table)
    rows = np.array(data.draw(st.lists(st.integers(0, size - 1), max_size=30)) if size else [], dtype=np.int64)
    assert pick(table, rows).equals(table.take(pa.array(rows)))
