"""Effective and realized spread, price impact and Lee-Ready shares of TAQ trades against quotes, in plain Python: the independent side of
`dotnet run -c Release --project benchmarks/Microstructure -- --taq TRADES.csv.gz QUOTES.csv.gz`.

Rules: regular session 09:30 to 16:00; quotes of one exchange column mixed as they come, zero sides and crossed quotes dropped, the last of
equal stamps counts; trades with CORR 0; the quote strictly before the trade rules; horizon 5 s: the last quote at or before trade + 5 s,
measured when a later event shows that the time has passed. Prices in units of 0.0001.
"""
import csv
import gzip
import sys
from bisect import bisect_left, bisect_right

HORIZON = 5_000_000_000


def nanos(stamp):
    """Nanoseconds of the day."""
    clock = stamp.split("T")[-1].split(" ")[-1]
    hours, minutes, seconds = clock.split(":")
    whole, _, fraction = seconds.partition(".")
    return ((int(hours) * 60 + int(minutes)) * 60 + int(whole)) * 10**9 + int((fraction + "000000000")[:9])


def price(text):
    return round(float(text) * 10_000)


def rows(path):
    with gzip.open(path, "rt", newline="") as file:
        yield from csv.DictReader(file)


quotes = []
for row in rows(sys.argv[2]):
    time, bid, ask = nanos(row["DT"]), price(row["BID"]), price(row["OFR"])
    if bid > 0 and ask > 0 and float(row["BIDSIZ"]) > 0 and float(row["OFRSIZ"]) > 0 and bid <= ask:
        quotes.append((time, bid, ask))
quotes.sort(key=lambda q: q[0])
times = [q[0] for q in quotes]

trades = []
for row in rows(sys.argv[1]):
    time = nanos(row["DT"])
    if 34_200 * 10**9 <= time < 57_600 * 10**9 and row["CORR"].lstrip("0") == "" and float(row["SIZE"]) >= 1:
        trades.append((time, price(row["PRICE"]), int(float(row["SIZE"]))))
trades.sort(key=lambda t: t[0])
last_event = max(times[-1], trades[-1][0])

last_price, last_side = None, 0
counts = {1: 0, -1: 0, 0: 0}
effective = realized = impact = weight = 0
measured = 0
for time, p, size in trades:
    if last_price is not None and p != last_price:
        last_side = 1 if p > last_price else -1
    last_price = p
    before = bisect_left(times, time) - 1
    side = last_side
    if before >= 0:
        twice = quotes[before][1] + quotes[before][2]
        side = 1 if 2 * p > twice else -1 if 2 * p < twice else last_side
    counts[side] += 1
    if before < 0 or side == 0 or time + HORIZON >= last_event:
        continue
    after = bisect_right(times, time + HORIZON) - 1
    m0 = (quotes[before][1] + quotes[before][2]) / 2
    m1 = (quotes[after][1] + quotes[after][2]) / 2
    effective += size * 2 * side * (p - m0)
    realized += size * 2 * side * (p - m1)
    impact += size * 2 * side * (m1 - m0)
    weight += size
    measured += 1
total = sum(counts.values())
print(f"{len(quotes)} {total} {measured} {counts[1] / total:.9f} {counts[-1] / total:.9f} {effective / weight / 10_000:.9f} {realized / weight / 10_000:.9f} {impact / weight / 10_000:.9f}")
