"""Reference values for the measures of Trading.Sdk.Microstructure, computed from the papers' definitions in plain numpy, pandas and scipy: no
recursion, window update or vector trick of the library is repeated here.

Usage: python3 reference_values.py > reference_values.json   (Debian 12: numpy 1.24, pandas 1.5, scipy 1.10)
"""
import json
import math
import sys

import numpy as np
import pandas as pd
from scipy import optimize, stats

rng = np.random.RandomState(20240808)
cases = []


def number(v):
    if isinstance(v, (list, tuple, np.ndarray, pd.Series)):
        return [number(x) for x in v]
    if isinstance(v, dict):
        return {k: number(x) for k, x in v.items()}
    if isinstance(v, (np.integer, int)) and not isinstance(v, bool):
        return int(v)
    if isinstance(v, (float, np.floating)):
        return "NaN" if math.isnan(v) else float(v)
    return v


def case(op, params, inputs, outputs):
    cases.append({"op": op, "params": number(params), "inputs": number(inputs), "outputs": number(outputs)})


n = 80
bid = 10_000 + np.cumsum(rng.randint(-1, 2, n))
ask = bid + rng.randint(1, 4, n)
bid_size = rng.randint(1, 60, n)
ask_size = rng.randint(1, 60, n)
time = np.cumsum(rng.randint(1, 2_000, n)) * 1_000_000
price = np.where(rng.rand(n) < 0.5, bid, ask) + rng.randint(-1, 2, n)
size = rng.randint(1, 90, n)
side = rng.choice([1, -1], n)
close = np.round(100 * np.exp(np.cumsum(0.01 * rng.randn(n))), 4)
open_ = np.round(np.r_[100.0, close[:-1]] * (1 + 0.002 * rng.randn(n)), 4)
high = np.round(np.maximum(open_, close) * (1 + 0.004 * rng.rand(n)), 4)
low = np.round(np.minimum(open_, close) * (1 - 0.004 * rng.rand(n)), 4)
volume = rng.randint(1, 500, n).astype(float)
returns = np.diff(np.log(close))
quotes = {"time": time, "bid": bid, "bid_size": bid_size, "ask": ask, "ask_size": ask_size}
trades = {"time": time, "price": price, "size": size, "side": side}
bars = {"open": open_, "high": high, "low": low, "close": close, "volume": volume}


# --- book ---
def levels(best, sign, count):
    prices = best - sign * np.r_[0, np.cumsum(rng.randint(1, 4, count - 1))]
    return prices, rng.randint(1, 200, count)


bp, bq = levels(9_990, 1, 8)
ap, aq = levels(10_003, -1, 8)
mid = (bp[0] + ap[0]) / 2
book = {"bid_price": bp, "bid_size": bq, "ask_price": ap, "ask_size": aq}
wb, wa = np.exp(-0.2 * (bp[0] - bp)), np.exp(-0.2 * (ap - ap[0]))
case("book.imbalance", {"levels": 5}, book, {"imbalance": (bq[:5].sum() - aq[:5].sum()) / (bq[:5].sum() + aq[:5].sum())})
case("book.weighted_imbalance", {"decay": 0.2}, book, {"imbalance": ((wb * bq).sum() - (wa * aq).sum()) / ((wb * bq).sum() + (wa * aq).sum())})


def slope(p, q):
    """Naes and Skjeltorp 2006, equation 1, v = ln(1 + cumulative quantity)."""
    v = np.log(1 + np.cumsum(q))
    first = v[0] / abs(p[0] / mid - 1)
    rest = (v[1:] / v[:-1] - 1) / np.abs(p[1:] / p[:-1] - 1)
    return (first + rest.sum()) / len(p)


case("book.slope", {}, book, {"bid": slope(bp, bq), "ask": slope(ap, aq)})


def sweep(p, q, quantity):
    taken = np.minimum(q, np.maximum(0, quantity - np.r_[0, np.cumsum(q)[:-1]]))
    return (taken * p).sum() / taken.sum()


case("book.cost", {"quantity": 150}, book, {"buy_bps": 1e4 * (sweep(ap, aq, 150) - mid) / mid, "sell_bps": 1e4 * (mid - sweep(bp, bq, 150)) / mid})

readings = pd.DataFrame({"spread": 2 + rng.rand(n), "depth": 100 + 20 * rng.rand(n), "cost": 3 + rng.rand(n)})
z = (readings - readings.shift().rolling(25, min_periods=25).mean()) / readings.shift().rolling(25, min_periods=25).std()
score = 1 / (1 + np.exp(-1.702 * (-0.4 * z.spread + 0.3 * z.depth - 0.3 * z.cost)))
case("book.liquidity_score", {"window": 25}, {c: readings[c] for c in readings}, {"score": score})

# Stoikov 2018 with 2 imbalance buckets and spreads of 1 and 2 ticks: explicit matrices and the sum of powers.
m = 400
b, s, i = 1_000, 1, 0.5
chain = []
for _ in range(m):
    q = 1 + int(99 * i)
    chain.append((b, q, b + s, 101 - q))
    u = rng.rand()
    if u < 0.35:
        b += 1 if rng.rand() < i else -1
    elif u < 0.5:
        s = 3 - s
    i = rng.rand()
chain = np.array(chain)
states, buckets = 4, 2


def state(row):
    imbalance = row[1] / (row[1] + row[3])
    return (row[2] - row[0] - 1) * buckets + min(int(imbalance * buckets), buckets - 1)


def mirror(x):
    return x // buckets * buckets + buckets - 1 - x % buckets


Q, R2, R1, total = np.zeros((states, states)), np.zeros((states, states)), np.zeros(states), np.zeros(states)
for before, after in zip(chain[:-1], chain[1:]):
    if (before == after).all():
        continue
    change = (after[0] + after[2] - before[0] - before[2]) / 2
    for x, y, c in ((state(before), state(after), change), (mirror(state(before)), mirror(state(after)), -change)):
        total[x] += 1
        if c == 0:
            Q[x, y] += 1
        else:
            R2[x, y] += 1
            R1[x] += c
Q, R2, R1 = Q / total[:, None], R2 / total[:, None], R1 / total
inverse = np.linalg.inv(np.eye(states) - Q)
g1, B = inverse @ R1, inverse @ R2
adjustment, term = g1.copy(), g1.copy()
for _ in range(2_000):
    term = B @ term
    adjustment += term
case("book.microprice_chain", {"buckets": 2, "spread_max": 2}, {"bid": chain[:, 0], "bid_size": chain[:, 1], "ask": chain[:, 2], "ask_size": chain[:, 3]}, {"adjustment": adjustment})


# --- flow ---
def order_flow(pb, qb, pa, qa):
    e = [math.nan]
    for t in range(1, len(pb)):
        x = (qb[t] if pb[t] >= pb[t - 1] else 0) - (qb[t - 1] if pb[t] <= pb[t - 1] else 0)
        x -= (qa[t] if pa[t] <= pa[t - 1] else 0) - (qa[t - 1] if pa[t] >= pa[t - 1] else 0)
        e.append(float(x))
    return e


case("flow.ofi", {}, quotes, {"event": order_flow(bid, bid_size, ask, ask_size)})

tick, last_side, tick_sides, ready = None, math.nan, [], []
for t in range(n):
    if tick is not None and price[t] != tick:
        last_side = 1.0 if price[t] > tick else -1.0
    tick = price[t]
    tick_sides.append(last_side)
    twice = bid[t] + ask[t]
    ready.append(1.0 if 2 * price[t] > twice else -1.0 if 2 * price[t] < twice else last_side)
case("flow.classification", {}, {**quotes, "price": price}, {"tick": tick_sides, "lee_ready": ready})

change = pd.Series(close).diff()
share = pd.Series(stats.norm.cdf(change / change.rolling(20, min_periods=2).std()), index=change.index)
case("flow.bulk_volume", {"window": 20}, bars, {"buy": volume * share})

# VPIN by single units of volume: bucket k holds the units k·V … (k+1)·V − 1.
units = np.repeat(side, size)
V, buckets_n = 40, 10
sums = np.abs(units[: len(units) // V * V].reshape(-1, V).sum(axis=1)) / V
filled = np.cumsum(size) // V
case("flow.vpin", {"bucket": V, "buckets": buckets_n}, trades, {"vpin": [sums[k - buckets_n:k].mean() if k >= buckets_n else math.nan for k in filled]})

tau = 5.0
rate = {s_: [sum(math.exp(-(time[t] - time[j]) * 1e-9 / tau) / tau for j in range(t + 1) if side[j] == s_) for t in range(n)] for s_ in (1, -1)}
case("flow.intensity", {"seconds": tau}, trades, {"buy": rate[1], "sell": rate[-1]})

flags = []
for t in range(n):
    past = size[max(0, t - 25):t]
    flags.append(math.nan if len(past) < 25 else max(2 * np.quantile(past, 0.5), np.quantile(past, 0.9)))
case("flow.blocks", {"window": 25, "multiple": 2, "quantile": 0.9}, trades, {"threshold": flags, "is_block": [math.nan if math.isnan(f) else float(q >= f) for f, q in zip(flags, size)]})


def profile(prices, sizes, width, area_share):
    bins = np.floor_divide(prices, width)
    first, last = bins.min(), bins.max()
    v = np.array([sizes[bins == k].sum() for k in range(first, last + 1)])
    poc = int(np.argmax(v))
    lo = hi = poc
    while v[lo:hi + 1].sum() < area_share * v.sum():
        up = v[hi + 1] if hi + 1 < len(v) else -1
        down = v[lo - 1] if lo > 0 else -1
        if up >= down:
            hi += 1
        else:
            lo -= 1
    return (first + poc + 0.5) * width, (first + lo) * width, (first + hi + 1) * width


rows = [(math.nan,) * 3 if t < 29 else profile(price[t - 29:t + 1], size[t - 29:t + 1], 3, 0.7) for t in range(n)]
case("flow.volume_profile", {"trades": 30, "width": 3, "share": 0.7}, trades, {"control": [r[0] for r in rows], "low": [r[1] for r in rows], "high": [r[2] for r in rows]})

# Hawkes: the likelihood as its double sum, the maximum by scipy, the residuals as integrals between events, the distance by scipy.
mu, alpha, beta = 0.5, 0.8, 1.6
events, t = [], 0.0
while len(events) < 250:
    bound = mu + alpha * sum(math.exp(-beta * (t - e)) for e in events)
    t += rng.exponential(1 / bound)
    if rng.rand() * bound < mu + alpha * sum(math.exp(-beta * (t - e)) for e in events):
        events.append(t)
events = np.round(np.array(events), 6)
horizon = float(math.ceil(events[-1]))
gaps = events[:, None] - events[None, :]
earlier = gaps > 0


def log_likelihood(p):
    m_, a_, b_ = p
    if m_ <= 0 or a_ < 0 or b_ <= a_:
        return -np.inf
    intensity = m_ + a_ * np.where(earlier, np.exp(-b_ * np.where(earlier, gaps, 0)), 0).sum(axis=1)
    return np.log(intensity).sum() - m_ * horizon - a_ / b_ * (1 - np.exp(-b_ * (horizon - events))).sum()


best = optimize.minimize(lambda x: -log_likelihood(np.exp(x)), np.log([0.5, 0.8, 1.6]), method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-12, "maxiter": 20_000})
compensator = [mu * e + alpha / beta * (1 - np.exp(-beta * (e - events[events < e]))).sum() for e in events]
residuals = np.diff(np.r_[0, compensator])
case("flow.hawkes_likelihood", {"mu": mu, "alpha": alpha, "beta": beta, "horizon": horizon}, {"events": events}, {"log_likelihood": log_likelihood((mu, alpha, beta)), "residuals": residuals})
fitted = np.exp(best.x)
compensator = [fitted[0] * e + fitted[1] / fitted[2] * (1 - np.exp(-fitted[2] * (e - events[events < e]))).sum() for e in events]
ks = stats.kstest(np.diff(np.r_[0, compensator]), "expon")
case("flow.hawkes_fit", {"horizon": horizon}, {"events": events}, {"log_likelihood": -best.fun, "mu": fitted[0], "branching": fitted[1] / fitted[2], "beta": fitted[2], "distance": ks.statistic, "p_value": ks.pvalue})

# --- execution ---
flow = rng.randn(n)
moves = 0.3 * flow + 0.1 * rng.randn(n)
kyle = [(math.nan, math.nan) if t < 19 else (stats.linregress(flow[t - 19:t + 1], moves[t - 19:t + 1]).slope, stats.linregress(flow[t - 19:t + 1], moves[t - 19:t + 1]).rvalue ** 2) for t in range(n)]
case("execution.kyle", {"window": 20}, {"flow": flow, "change": moves}, {"lambda": [k[0] for k in kyle], "r_squared": [k[1] for k in kyle]})
value = rng.randint(0, 5, n) * 1_000.0
ratio = pd.Series(np.abs(np.r_[0.01, returns]) / np.where(value > 0, value, np.nan))
amihud = [ratio[:t + 1].dropna()[-15:].mean() if ratio[:t + 1].count() >= 15 else math.nan for t in range(n)]
case("execution.amihud", {"window": 15}, {"return": np.r_[0.01, returns], "value": value}, {"amihud": amihud})


def roll(t):
    d = np.diff(close[t - 30:t + 1])
    c = np.mean((d[1:] - d[1:].mean()) * (d[:-1] - d[:-1].mean()))
    return 2 * math.sqrt(-c) if c < 0 else math.nan


case("execution.roll", {"window": 30}, {"price": close}, {"roll": [math.nan if t < 30 else roll(t) for t in range(n)]})

# Hasbrouck 1991: ordinary least squares by numpy, the response by simulating the two equations forward.
N, p = 300, 2
x, r = np.zeros(N), np.zeros(N)
for t in range(1, N):
    x[t] = 0.3 * x[t - 1] - 0.2 * r[t - 1] + rng.randn()
    r[t] = 0.1 * r[t - 1] + 0.5 * x[t] + 0.2 * x[t - 1] + 0.3 * rng.randn()
x, r = np.round(x, 6), np.round(r, 6)
past_r = np.column_stack([r[p - k:N - k] for k in range(1, p + 1)])
past_x = np.column_stack([x[p - k:N - k] for k in range(1, p + 1)])
re = np.linalg.lstsq(np.column_stack([past_r, x[p:], past_x]), r[p:], rcond=None)[0]
te = np.linalg.lstsq(np.column_stack([past_r, past_x]), x[p:], rcond=None)[0]
sr, sx = np.zeros(400), np.zeros(400)
for t in range(400):
    lag = lambda v, k: v[t - k] if t >= k else 0.0
    sx[t] = (1.0 if t == 0 else 0.0) + sum(te[k - 1] * lag(sr, k) + te[p + k - 1] * lag(sx, k) for k in (1, 2))
    sr[t] = sum(re[k - 1] * lag(sr, k) for k in (1, 2)) + re[p] * sx[t] + sum(re[p + k] * lag(sx, k) for k in (1, 2))
surprise = x[p:] - np.column_stack([past_r, past_x]) @ te
case("execution.hasbrouck", {"lags": p}, {"return": r, "trade": x}, {"return_equation": re, "trade_equation": te, "response_10": np.cumsum(sr)[:10], "permanent": sr.sum(), "surprise": np.r_[[math.nan] * p, surprise]})

# Effective and realized spread and impact by a search of the quote strictly before the trade and at its horizon.
quote_time = np.sort(rng.randint(0, 60_000, n)) * 1_000_000
trade_time = np.sort(rng.randint(0, 60_000, 40)) * 1_000_000
delta = 3_000_000_000
end = max(quote_time[-1], trade_time[-1])
rows = []
for t, pr, sd in zip(trade_time, price[:40], side[:40]):
    before = np.searchsorted(quote_time, t, side="left") - 1
    if before < 0 or t + delta >= end:
        continue
    after = np.searchsorted(quote_time, t + delta, side="right") - 1
    m0, m1 = (bid[before] + ask[before]) / 2, (bid[after] + ask[after]) / 2
    rows.append((2 * sd * (pr - m0), 2 * sd * (pr - m1), 2 * sd * (m1 - m0)))
case("execution.quality", {"horizon": delta}, {"quote_time": quote_time, "bid": bid, "bid_size": bid_size, "ask": ask, "ask_size": ask_size, "time": trade_time, "price": price[:40], "size": size[:40], "side": side[:40]},
     {"effective": [q[0] for q in rows], "realized": [q[1] for q in rows], "impact": [q[2] for q in rows]})

# --- volatility ---
rr = pd.Series(returns)
w = 15
rv = (rr ** 2).rolling(w).sum()
bv = [math.nan if t < w - 1 else math.pi / 2 * w / (w - 1) * np.sum(np.abs(returns[t - w + 2:t + 1]) * np.abs(returns[t - w + 1:t])) for t in range(len(returns))]
case("volatility.realized", {"window": w}, {"return": returns}, {"variance": rv, "bipower": bv, "jump_share": np.maximum(0, 1 - np.array(bv) / rv)})
logs = np.log(close)


def two_scale(y, K):
    count = len(y) - 1
    grids = [np.sum(np.diff(y[k::K]) ** 2) for k in range(K)]
    bar = (count - K + 1) / K
    return (np.mean(grids) - bar / count * np.sum(np.diff(y) ** 2)) / (1 - bar / count)


def kernel(y, H):
    d = np.diff(y)
    gamma = lambda h: np.sum(d[h:] * d[:len(d) - h])
    parzen = lambda v: 1 - 6 * v * v + 6 * v ** 3 if v <= 0.5 else 2 * (1 - v) ** 3
    return gamma(0) + 2 * sum(parzen(h / (H + 1)) * gamma(h) for h in range(1, H + 1))


omega2 = np.sum(np.diff(logs) ** 2) / (2 * (n - 1))
sparse = np.mean([np.sum(np.diff(logs[k::6]) ** 2) for k in range(6)])
case("volatility.noise_robust", {"scale": 6, "bandwidth": 8}, {"price": close}, {"two_scale": two_scale(logs, 6), "kernel": max(0, kernel(logs, 8)), "suggested_bandwidth": math.ceil(3.5134 * (omega2 / sparse) ** 0.4 * (n - 1) ** 0.6)})
f = pd.DataFrame(bars)
hl, co = np.log(f.high / f.low), np.log(f.close / f.open)
rs = np.log(f.high / f.close) * np.log(f.high / f.open) + np.log(f.low / f.close) * np.log(f.low / f.open)
w = 12
k = 0.34 / (1.34 + (w + 1) / (w - 1))
overnight = np.log(f.open / f.close.shift())
yz = overnight.rolling(w).var() + k * co.where(overnight.notna()).rolling(w).var() + (1 - k) * rs.rolling(w).mean()
case("volatility.range", {"window": w}, bars, {"parkinson": (hl ** 2 / (4 * math.log(2))).rolling(w).mean(), "garman_klass": (0.5 * hl ** 2 - (2 * math.log(2) - 1) * co ** 2).rolling(w).mean(), "rogers_satchell": rs.rolling(w).mean(), "yang_zhang": yz})

# --- technical, beyond the golden files ---
ll, hh = f.low.rolling(10).min(), f.high.rolling(10).max()
kk = (100 * (f.close - ll) / (hh - ll)).rolling(3).mean()
case("technical.stochastic", {"period": 10, "smoothing": 3, "signal": 4}, bars, {"k": kk, "d": kk.rolling(4).mean()})
case("technical.obv", {}, bars, {"obv": (np.sign(f.close.diff()).fillna(0) * f.volume).cumsum()})
case("technical.momentum", {"period": 7}, {"price": close}, {"momentum": f.close.diff(7), "log_return": np.log(f.close / f.close.shift(7))})


# --- bars: every kind from the trades, one loop each ---
def cut(full):
    out, start = [], 0
    for t in range(n):
        if full(start, t):
            out.append((int(price[start]), int(price[start:t + 1].max()), int(price[start:t + 1].min()), int(price[t]), int(size[start:t + 1].sum())))
            start = t + 1
    return out


def cut_time(interval):
    keys = time // interval
    out = []
    for key in sorted(set(keys))[:-1]:
        at = np.flatnonzero(keys == key)
        out.append((int(price[at[0]]), int(price[at].max()), int(price[at].min()), int(price[at[-1]]), int(size[at].sum())))
    return out


def cut_imbalance(expected, span):
    """Lopez de Prado 2018, 2.3.2.1, volume imbalance; bounds of a tenth and ten times the first expectation."""
    out, start, trades_n, signed_mean, forget = [], 0, float(expected), 0.0, 2 / (span + 1)
    all_signed = 0.0
    for t in range(n):
        all_signed += side[t] * size[t]
        theta = float((side[start:t + 1] * size[start:t + 1]).sum())
        count = t - start + 1
        each = signed_mean if signed_mean != 0 else all_signed / (t + 1)
        if count >= max(1.0, 0.1 * expected) and (abs(theta) >= trades_n * abs(each) or count >= 10 * expected):
            out.append((int(price[start]), int(price[start:t + 1].max()), int(price[start:t + 1].min()), int(price[t]), int(size[start:t + 1].sum())))
            trades_n = min(max(trades_n + forget * (count - trades_n), 0.1 * expected), 10.0 * expected)
            per = theta / count
            signed_mean = per if signed_mean == 0 else signed_mean + forget * (per - signed_mean)
            start = t + 1
    return out


for kind, size_, result in (("tick", 7, cut(lambda s_, t: t - s_ + 1 >= 7)), ("volume", 200, cut(lambda s_, t: size[s_:t + 1].sum() >= 200)),
                            ("dollar", 3_000_000, cut(lambda s_, t: int((size[s_:t + 1] * price[s_:t + 1]).sum()) >= 3_000_000)), ("time", 10_000_000_000, cut_time(10_000_000_000)), ("imbalance", 10, cut_imbalance(10, 20))):
    case("bars." + kind, {"size": size_}, trades, {"bars": [list(b_) for b_ in result]})

# --- depth signal: state by state with lists, and the errors of Newey and West by their sum ---
bids_d = np.round(np.exp(1.1 * np.sin(np.arange(n) / 7) + 0.15 * rng.randn(n)) * 100, 3)
asks_d = np.round(100 + 10 * rng.rand(n), 3)
stamp = np.cumsum(rng.choice([5, 5, 5, 4, 12, 5, 5, 18], n)) * 1_000_000_000
out, run = [], []
for t in range(n):
    lr = math.log(bids_d[t] / asks_d[t])
    d_ = 1 if lr >= math.log(2) else -1 if lr <= math.log(0.5) else 0
    if d_ == 0:
        run = []
    elif run and run[0][1] == d_ and stamp[t] - run[-1][0] <= 15e9:
        run.append((stamp[t], d_))
    else:
        run = [(stamp[t], d_)]
    held = (run[-1][0] - run[0][0]) / 1e9 if run else 0.0
    signal = d_ != 0 and held >= 20
    mag = min(max((abs(lr) - math.log(2)) / (math.log(5) - math.log(2)), 0), 1) if d_ else 0.0
    conf = 0.40 + 0.35 * (0.5 * mag + 0.3 * min(held / 300, 1) + 0.2 * min(len(run) / 60, 1)) if signal else 0.0
    out.append((d_, held, len(run), float(signal), conf))
case("depth.signal", {"gate_seconds": 20}, {"time": stamp, "bid": bids_d, "ask": asks_d}, {"direction": [o[0] for o in out], "held": [o[1] for o in out], "snapshots": [o[2] for o in out], "signal": [o[3] for o in out], "confidence": [o[4] for o in out]})
mids = np.round(50 * np.exp(np.cumsum(0.002 * rng.randn(n))), 4)
h = 30_000_000_000
gated, ungated, when = [], [], []
for t in range(n):
    if out[t][0] == 0 or stamp[-1] < stamp[t] + h:
        continue
    after = np.searchsorted(stamp, stamp[t] + h, side="right") - 1
    value_ = out[t][0] * math.log(mids[after] / mids[t])
    ungated.append(value_)
    if out[t][3]:
        gated.append(value_)
        when.append(stamp[t])


def newey_west(values, lags):
    e = np.array(values) - np.mean(values)
    s_ = np.sum(e * e) + 2 * sum((1 - l / (lags + 1)) * np.sum(e[l:] * e[:-l]) for l in range(1, lags + 1))
    return math.sqrt(s_) / len(e)


def overlap(times):
    return max(sum(1 for b_ in times[k + 1:] if b_ < a_ + h) for k, a_ in enumerate(times))


case("depth.backtest", {"gate_seconds": 20, "horizon": h}, {"time": stamp, "bid": bids_d, "ask": asks_d, "price": mids},
     {"signals": len(gated), "hit_rate": np.mean(np.array(gated) > 0), "mean": np.mean(gated), "error": newey_west(gated, overlap(when)), "false_positive": np.mean(np.array(gated) <= 0),
      "ungated": len(ungated), "ungated_mean": np.mean(ungated), "ungated_false_positive": np.mean(np.array(ungated) <= 0)})

# --- regimes: the two scores and the softmax from whole windows ---
w = 10
rg = np.r_[rng.randn(40) * 1e-3, 1e-3 + rng.randn(39) * 5e-4]
prob = []
for t in range(len(rg)):
    old = rg[:max(0, t - w + 1)] ** 2
    if t < w - 1 or len(old) < w:
        prob.append((math.nan,) * 3)
        continue
    usual, forget = 0.0, 2 / (60 + 1)
    for c_, o_ in enumerate(old, 1):
        usual = o_ if c_ == 1 else usual + max(forget, 1 / c_) * (o_ - usual)
    win = rg[t - w + 1:t + 1]
    zz = abs(win.sum()) / math.sqrt((win ** 2).sum())
    vv = math.sqrt((win ** 2).mean() / usual)
    e_ = np.array([1.0, math.exp(4 * (zz - 1.5)), math.exp(4 * min(max(4 * math.log(vv / 1.6), -50), 50))])
    prob.append(tuple(e_ / e_.sum()))
case("regime.probabilities", {"window": w, "long_window": 60}, {"return": rg}, {"ranging": [q[0] for q in prob], "trending": [q[1] for q in prob], "volatile": [q[2] for q in prob]})

tolerance = {"default": 1e-10, "flow.hawkes_fit": 2e-4, "volatility.noise_robust": 1e-9, "book.microprice_chain": 1e-9, "execution.kyle": 1e-9, "execution.hasbrouck": 1e-8}
source = "reference_values.py: numpy %s, pandas %s, scipy %s" % (np.__version__, pd.__version__, __import__("scipy").__version__)
json.dump({"meta": {"tolerance": tolerance, "source": source}, "cases": cases}, sys.stdout, separators=(",", ":"))
