"""Reads exports in their three forms as an analyst does, and prints the rows and the exact sum of the amounts of each."""

import sys
from decimal import Decimal
from pathlib import Path

import pandas

folder = Path(sys.argv[1])
for name, column in [("transactions", "signedAmount"), ("events", "amount")]:
    parquet = pandas.read_parquet(folder / f"{name}.parquet", dtype_backend="pyarrow")
    cents = parquet[column].sum().quantize(Decimal("0.01"))
    print(name, "parquet", len(parquet), cents, parquet[column].dtype)
    csv = pandas.read_csv(folder / f"{name}.csv", converters={column: lambda text: Decimal(text or "0")})
    print(name, "csv", len(csv), csv[column].sum(), "same rows" if list(csv["id"]) == list(parquet["id"]) else "other rows")
    ndjson = pandas.read_json(folder / f"{name}.ndjson", lines=True, dtype=False)
    print(name, "ndjson", len(ndjson), "same rows" if list(ndjson["id"]) == list(parquet["id"]) else "other rows")
