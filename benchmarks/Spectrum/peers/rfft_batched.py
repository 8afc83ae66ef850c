"""Serves times of scipy.fft.rfft over many rows at once, so that the call itself costs nothing: every line read is "length rows",
every line written the median microseconds per row of some 20 ms. The caller takes turns with its own measurements."""
import sys
import time

import numpy as np
import scipy.fft

rng = np.random.default_rng(0)
held = (0, 0, None)
for line in sys.stdin:
    n, rows = map(int, line.split())
    if held[:2] != (n, rows):
        held = (n, rows, rng.standard_normal((rows, n)))
    x = held[2]
    times = []
    begin = time.perf_counter()
    while len(times) < 3 or time.perf_counter() - begin < 0.02:
        start = time.perf_counter()
        scipy.fft.rfft(x, axis=1, workers=1)
        times.append((time.perf_counter() - start) / rows * 1e6)
    print(sorted(times)[len(times) // 2], flush=True)
