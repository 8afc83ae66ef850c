"""Writes random cases with outputs computed by SciPy, statsmodels, scikit-free NumPy and pandas, in the form of the golden files."""
import json
import sys
import warnings

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.diagnostic import acorr_ljungbox, het_arch
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.stattools import durbin_watson
from statsmodels.tsa.stattools import acf, adfuller, kpss

warnings.filterwarnings("ignore")
random = np.random.default_rng(int(sys.argv[1]))
rounds = int(sys.argv[2])
cases = []


def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(v) for v in value]
    if isinstance(value, (np.integer,)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        value = float(value)
        return "NaN" if np.isnan(value) else "Infinity" if value == np.inf else "-Infinity" if value == -np.inf else value
    return value


def add(op, params, inputs, outputs):
    cases.append({"op": op, "params": plain(params), "inputs": plain(inputs), "outputs": plain(outputs)})


def test(result):
    return {"statistic": result[0], "p_value": result[1]}


def sample(n, ties=False):
    kind = random.integers(4)
    x = random.standard_normal(n) if kind == 0 else random.standard_t(3, n) if kind == 1 else random.exponential(2, n) if kind == 2 else random.uniform(-1, 5, n)
    return np.round(x * 3) / 3 if ties else x


SIDES = {"two_sided": "two-sided", "less": "less", "greater": "greater"}
for r in range(rounds):
    ties = bool(random.integers(2))
    n, m = int(random.integers(8, 120)), int(random.integers(8, 120))
    a, b, c = sample(n, ties), sample(m, ties), sample(n, ties)
    for side, name in SIDES.items():
        add("test.t_one_sample", {"mean": 0.3, "alternative": side}, {"a": a}, test(stats.ttest_1samp(a, 0.3, alternative=name)))
        for equal in (True, False):
            add("test.t_two_sample", {"equal_variances": equal, "alternative": side}, {"a": a, "b": b}, test(stats.ttest_ind(a, b, equal_var=equal, alternative=name)))
        add("test.t_paired", {"alternative": side}, {"a": a, "b": c}, test(stats.ttest_rel(a, c, alternative=name)))
        for continuity in (True, False):
            u = stats.mannwhitneyu(a, b, use_continuity=continuity, alternative=name, method="asymptotic")
            add("test.mann_whitney", {"method": "normal", "continuity": continuity, "alternative": side}, {"a": a, "b": b}, test(u))
        if not ties and n * m < 3000:
            add("test.mann_whitney", {"method": "exact", "alternative": side}, {"a": a, "b": b}, test(stats.mannwhitneyu(a, b, alternative=name, method="exact")))
        trials = int(random.integers(1, 400))
        successes, share = int(random.integers(0, trials + 1)), float(random.uniform(0.02, 0.98))
        add("test.binomial", {"successes": successes, "trials": trials, "probability": share, "alternative": side}, {}, {"p_value": stats.binomtest(successes, trials, share, alternative=name).pvalue})
    for continuity in (True, False):
        add("test.wilcoxon_signed_rank", {"method": "normal", "continuity": continuity}, {"a": a, "b": c}, test(stats.wilcoxon(a, c, correction=continuity, method="approx")))
    if not ties and n <= 50:
        add("test.wilcoxon_signed_rank", {"method": "exact"}, {"a": a, "b": c}, test(stats.wilcoxon(a, c, method="exact")))
    if n * m / (n + m) < 139:
        add("test.kolmogorov_smirnov", {}, {"a": a, "b": b}, test(stats.ks_2samp(a, b, mode="asymp")))
    for center in ("median", "mean"):
        add("test.levene", {"center": center}, {"a": a, "b": b}, test(stats.levene(a, b, center=center)))
    for method, name in (("wilson", "wilson"), ("clopper_pearson", "beta")):
        low, high = proportion_confint(successes, trials, alpha=0.1, method=name)
        low, high = (0.0 if successes == 0 else low), (1.0 if successes == trials else high)
        add("test.proportion_interval", {"successes": successes, "trials": trials, "confidence": 0.9, "method": method}, {}, {"low": low, "high": high})
    for kind, function in (("pearson", stats.pearsonr), ("spearman", stats.spearmanr), ("kendall_tau_b", lambda x, y: stats.kendalltau(x, y, method="asymptotic"))):
        result = function(a, a[::-1] + c)
        add("test.correlation", {"kind": kind}, {"a": a, "b": a[::-1] + c}, {"correlation": result[0], "p_value": result[1]})
    p = random.uniform(0, 1, n) ** 3
    for method, name in (("bonferroni", "bonferroni"), ("holm", "holm"), ("benjamini_hochberg", "fdr_bh"), ("benjamini_yekutieli", "fdr_by")):
        add("test.multiple_comparison", {"method": method}, {"p_values": p}, {"adjusted_p_values": multipletests(p, method=name)[1]})

    length = int(random.integers(60, 500))
    x = sample(length)
    if random.integers(2):
        x = np.cumsum(x)
    for trend in ("n", "c", "ct", "ctt"):
        lag = int(random.integers(0, 6))
        result = adfuller(x, maxlag=lag, regression=trend, autolag=None)
        add("series.adf", {"regression": trend, "lag": lag}, {"x": x}, {"statistic": result[0], "p_value": result[1], "critical_values": [result[4][k] for k in ("1%", "5%", "10%")]})
        result = adfuller(x, regression=trend, autolag="AIC")
        add("series.adf_aic", {"regression": trend}, {"x": x}, {"statistic": result[0], "p_value": result[1], "lag": result[2], "observations": result[3]})
    for trend in ("c", "ct"):
        lag = int(random.integers(0, 12))
        add("series.kpss", {"regression": trend, "lag": lag}, {"x": x}, test(kpss(x, regression=trend, nlags=lag)))
    lags = sorted(set(int(v) for v in random.integers(1, 30, 4)))
    table = acorr_ljungbox(x, lags=lags, boxpierce=True, return_df=True)
    add("series.portmanteau", {"lags": lags}, {"x": x}, {"ljung_box": table["lb_stat"].values, "ljung_box_p_value": table["lb_pvalue"].values, "box_pierce": table["bp_stat"].values})
    lag = int(random.integers(1, 9))
    add("series.arch_lm", {"lags": lag}, {"x": x}, test(het_arch(x, nlags=lag)))
    statistic, p_value, skewness, kurtosis = sm.stats.stattools.jarque_bera(x)
    add("series.jarque_bera", {}, {"x": x}, {"statistic": statistic, "p_value": p_value, "skewness": skewness, "kurtosis": kurtosis})
    add("series.autocorrelation", {"max_lag": 12}, {"x": x}, {"autocorrelation": acf(x, nlags=12, fft=False)[1:]})

    rows, columns = int(random.integers(30, 400)), int(random.integers(1, 8))
    factors = random.standard_normal((rows, columns)) @ random.standard_normal((columns, columns)) * 0.05 + 0.01
    y = factors @ random.standard_normal(columns) + sample(rows) * 0.02
    fit = sm.OLS(y, sm.add_constant(factors)).fit()
    requests, answers = [], []
    for lag in (0, 3, 11):
        for small in (False, True):
            hac = sm.OLS(y, sm.add_constant(factors)).fit(cov_type="HAC", cov_kwds={"maxlags": lag, "use_correction": small}, use_t=small)
            requests.append({"lag": lag, "small_sample": small})
            answers.append({"standard_errors": hac.bse, "statistics": hac.tvalues, "p_values": hac.pvalues})
    add("regression.ols", {"newey_west": requests}, {"excess_return": y, "factors": factors}, {
        "observations": rows, "coefficients": fit.params, "r_squared": fit.rsquared, "r_squared_adjusted": fit.rsquared_adj, "residual_variance": fit.mse_resid,
        "log_likelihood": fit.llf, "aic": fit.aic, "bic": fit.bic, "f_statistic": fit.fvalue, "f_p_value": fit.f_pvalue, "standard_errors": fit.bse,
        "t_statistics": fit.tvalues, "p_values": fit.pvalues, "durbin_watson": durbin_watson(fit.resid), "standard_errors_hc0": fit.HC0_se,
        "standard_errors_hc1": fit.HC1_se, "standard_errors_hc2": fit.HC2_se, "standard_errors_hc3": fit.HC3_se,
        "newey_west_rule_lag": int(np.floor(4 * (rows / 100) ** (2 / 9))), "newey_west": answers})

    dates, assets, quantiles = int(random.integers(2, 10)), int(random.integers(12, 40)), int(random.choice([3, 4, 5, 10]))
    factor, forward = random.standard_normal((dates, assets)), random.standard_normal((dates, assets)) * 0.02
    factor[random.uniform(size=factor.shape) < 0.05] = np.nan
    means, spearman, pearson = [], [], []
    for f, g in zip(factor, forward):
        present = ~np.isnan(f)
        frame = pd.DataFrame({"q": pd.qcut(f[present], quantiles, labels=False), "r": g[present]})
        means.append(frame.groupby("q")["r"].mean().reindex(range(quantiles)).values)
        spearman.append(stats.spearmanr(f[present], g[present])[0])
        pearson.append(stats.pearsonr(f[present], g[present])[0])
    add("factor.quantile_returns", {"quantiles": quantiles}, {"factor": factor, "forward_return": forward}, {"mean_return": means})
    mean, deviation = np.mean(spearman), np.std(spearman, ddof=1)
    add("factor.information_coefficient", {}, {"factor": factor, "forward_return": forward}, {
        "ic_pearson": pearson, "ic_spearman": spearman, "ic_spearman_mean": mean, "ic_spearman_standard_deviation": deviation,
        "information_ratio": mean / deviation, "t_statistic": mean / deviation * np.sqrt(dates)})
    ranks = pd.DataFrame(factor).rank(axis=1)
    add("factor.rank_autocorrelation", {}, {"factor": factor}, {"rank_autocorrelation": [ranks.iloc[d].corr(ranks.iloc[d - 1]) for d in range(1, dates)]})

json.dump({"meta": {"tolerance": {"default": 1e-9}}, "cases": cases}, sys.stdout)
