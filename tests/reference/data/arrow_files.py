# SPDX-License-Identifier: Apache-2.0
"""Writes types.parquet, types.arrow and types.arrows beside this file with pyarrow (26.0.1): one table with a column of
every Arrow type that QED reads and three that it leaves out. Rows are 0, 1 and missing unless the test says otherwise.
    .venv/bin/python tests/reference/data/arrow_files.py
"""
import datetime
import decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

day = datetime.date(2024, 2, 29)
noon = datetime.datetime(2024, 2, 29, 12, 0, 0, 250000)
columns = {name: pa.array([0, 1, None], type=getattr(pa, name)()) for name in
           ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32", "float64"]}
columns |= {
    "float16": pa.array([0, 1, None], type=pa.float16()),
    "big": pa.array([0, 2**64 - 1, None], type=pa.uint64()),
    "nan": pa.array([1.5, float("nan"), None]),
    "flag": pa.array([False, True, None]),
    "null": pa.nulls(3),
    "utf8": pa.array(["red, dark", "M\u00fcller", None]),
    "large": pa.array(["red", "blue", None], type=pa.large_utf8()),
    "view": pa.array(["short", "longer than twelve bytes", None], type=pa.string_view()),
    "coded": pa.array(["red", "blue", None]).dictionary_encode(),
    "coded_number": pa.array([7, 9, None], type=pa.int64()).dictionary_encode(),
    "date32": pa.array([day, datetime.date(1969, 12, 31), None], type=pa.date32()),
    "date64": pa.array([day, datetime.date(1969, 12, 31), None], type=pa.date64()),
    "s": pa.array([noon.replace(microsecond=0), None, None], type=pa.timestamp("s")),
    "ms": pa.array([noon, None, None], type=pa.timestamp("ms")),
    "us": pa.array([noon, None, None], type=pa.timestamp("us", tz="UTC")),
    "ns": pa.array([noon, datetime.datetime(1969, 12, 31, 23, 59, 59, 999999), None], type=pa.timestamp("ns")),
    "far": pa.array([0, 2**60, None], type=pa.timestamp("us")),
    "decimal": pa.array([decimal.Decimal("0.10"), decimal.Decimal("-12345678901234567890.12"), None],
                        type=pa.decimal128(30, 2)),
    "small_decimal": pa.array([decimal.Decimal("0.1"), decimal.Decimal("-2.5"), None], type=pa.decimal64(9, 1)),
    "list": pa.array([[1, 2], [], None]),
    "struct": pa.array([{"a": 1}, {"a": 2}, None]),
    "binary": pa.array([b"x", b"y", None]),
}
table = pa.table(columns)
here = Path(__file__).parent
pa.parquet.write_table(table, here / "types.parquet", version="2.6")
with pa.ipc.new_file(here / "types.arrow", table.schema) as out:
    out.write_table(table, max_chunksize=2)
with pa.ipc.new_stream(here / "types.arrows", table.schema) as out:
    out.write_table(table)
print("pyarrow", pa.__version__, table.num_columns, "columns")
