"""Times statsmodels and SciPy on the data that the C# program wrote; prints one line per task: name, median milliseconds, check value."""
import sys
import time

import numpy as np
import statsmodels.api as sm
from scipy import stats
from statsmodels.tsa.stattools import adfuller

folder, repeats = sys.argv[1], int(sys.argv[2])


def median(run):
    run()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        value = run()
        times.append((time.perf_counter() - start) * 1e3)
    return np.median(times), value


def report(name, run):
    milliseconds, value = median(run)
    print(f"{name}\t{milliseconds:.6f}\t{value!r}", flush=True)


def read(name, columns=None):
    data = np.fromfile(f"{folder}/{name}.f64")
    return data if columns is None else data.reshape(-1, columns)


x, y = sm.add_constant(read("x", 40)), read("y")


def ols():
    fit = sm.OLS(y, x).fit()
    return float(np.sum(fit.bse) + np.sum(fit.pvalues) * 0 + np.sum(fit.tvalues) * 0)


def hac():
    return float(np.sum(sm.OLS(y, x).fit(cov_type="HAC", cov_kwds={"maxlags": 12}).bse))


def hc3():
    return float(np.sum(sm.OLS(y, x).fit(cov_type="HC3").bse))


small_x, small_y = sm.add_constant(x[:800, 1:6]), y[:800]
walk, a, b = read("walk"), read("a"), read("b")
report("OLS 50,000 x 41, classical errors", ols)
report("OLS 50,000 x 41, HC3 errors", hc3)
report("OLS 50,000 x 41, Newey-West errors, lag 12", hac)
report("OLS 800 x 6, classical errors", lambda: float(np.sum(sm.OLS(small_y, small_x).fit().bse)))
report("ADF with AIC, 1,000 values", lambda: float(adfuller(walk)[0]))
report("Mann-Whitney, 5,000 + 5,000 values", lambda: float(stats.mannwhitneyu(a, b, method="asymptotic")[1]))
report("Kendall tau-b, 5,000 pairs", lambda: float(stats.kendalltau(a, b, method="asymptotic")[0]))
report("Kolmogorov-Smirnov, 5,000 + 5,000 values", lambda: float(stats.ks_2samp(a, b, mode="asymp")[1]))
report("1,000,000 normal numbers", lambda: float(len(np.random.Generator(np.random.Philox(key=[1, 2])).standard_normal(1_000_000))))
