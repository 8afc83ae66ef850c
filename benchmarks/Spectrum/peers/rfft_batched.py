"""Median microseconds per transform of scipy.fft.rfft over many rows at once, so that the call itself costs nothing. Lengths are arguments."""
import json
import sys
import time

import numpy as np
import scipy.fft

rng = np.random.default_rng(0)
for n in map(int, sys.argv[1:]):
    rows = max(4, min(256, 2**19 // n))
    x = rng.standard_normal((rows, n))
    times = []
    begin = time.perf_counter()
    while len(times) < 7 or time.perf_counter() - begin < 0.2:
        start = time.perf_counter()
        scipy.fft.rfft(x, axis=1, workers=1)
        times.append((time.perf_counter() - start) / rows * 1e6)
    print(json.dumps({"name": f"scipy.rfft_batched/{n}", "us": round(sorted(times)[len(times) // 2], 4)}), flush=True)
