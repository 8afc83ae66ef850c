"""Order-flow imbalance, imbalance at 5 levels and spread per second from a table of book tops, as one writes it with pandas.

Usage: pandas_features.py TOPS.bin ROWS: little-endian doubles, one row of time_ns, 5 bid prices, 5 bid sizes, 5 ask prices, 5 ask sizes.
Prints the best of three times in seconds and checksums of the three columns.
"""
import sys
import time

import numpy as np
import pandas as pd

rows = int(sys.argv[2])
raw = np.fromfile(sys.argv[1], dtype="<f8").reshape(rows, 21)
names = ["time"] + [f"{s}{k}{i}" for s in ("bid", "ask") for k in ("p", "q") for i in range(5)]
frame = pd.DataFrame(raw, columns=names)


def compute(df):
    b, bq, a, aq = df["bidp0"], df["bidq0"], df["askp0"], df["askq0"]
    pb, pbq, pa, paq = b.shift(), bq.shift(), a.shift(), aq.shift()
    e = (b >= pb) * bq - (b <= pb) * pbq - (a <= pa) * aq + (a >= pa) * paq
    bids = df[[f"bidq{i}" for i in range(5)]].sum(axis=1)
    asks = df[[f"askq{i}" for i in range(5)]].sum(axis=1)
    out = pd.DataFrame({"ofi": e, "imbalance": (bids - asks) / (bids + asks), "spread": a - b})
    second = np.ceil(df["time"] / 1e9).astype("int64")
    return out.groupby(second).agg({"ofi": "sum", "imbalance": "last", "spread": "last"})


best = float("inf")
for _ in range(3):
    start = time.perf_counter()
    result = compute(frame)
    best = min(best, time.perf_counter() - start)
print(f"{best:.6f} {result['ofi'].sum():.6f} {result['imbalance'].sum():.9f} {result['spread'].sum():.6f}")
