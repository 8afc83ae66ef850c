namespace Trading.Sdk.PatternIndex;

/// <summary>
/// Patterns with what followed them, searched by likeness as of a time: a pattern whose label ended after the time of the
/// question is never returned. Searches may run while patterns are added and removed.
/// </summary>
public sealed class PatternLibrary : IDisposable
{
    private readonly PatternLibraryOptions _options;
    private readonly IVectorIndex _index;
    private readonly Lock _writer = new();
    private Pattern?[] _patterns = new Pattern?[256];
    private long _next;
    private long _count;

    /// <summary>Makes an empty library.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public PatternLibrary(PatternLibraryOptions? options = null)
    {
        _options = options ?? new PatternLibraryOptions();
        _options.Validate();
        _index = _options.Approximate ? new HnswIndex(_options.Dimension, _options.Metric, _options.Hnsw) : new FlatIndex(_options.Dimension, _options.Metric);
        Metadata = new MetadataTable(
            ("symbol", MetadataType.Text),
            ("regime", MetadataType.Text),
            ("start", MetadataType.Integer),
            ("end", MetadataType.Integer),
            ("labelEnd", MetadataType.Integer),
            ("flat", MetadataType.Boolean));
        foreach ((string name, MetadataType type) in _options.Fields)
        {
            Metadata.AddField(name, type);
        }
    }

    /// <summary>The options.</summary>
    public PatternLibraryOptions Options => _options;

    /// <summary>Patterns held.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>The id that the next pattern will get.</summary>
    public long NextId => Volatile.Read(ref _next);

    /// <summary>The index of the vectors; ids are the patterns' ids.</summary>
    public IVectorIndex Index => _index;

    /// <summary>The metadata; rows are the patterns' ids.</summary>
    public MetadataTable Metadata { get; }

    /// <summary>Adds a pattern.</summary>
    /// <param name="pattern">What it is.</param>
    /// <param name="vector">Its vector.</param>
    /// <param name="fields">Values of further metadata fields.</param>
    /// <returns>Its id: 0, 1, 2 … in the order of adding.</returns>
    /// <exception cref="ArgumentException">Times are out of order, the number of returns is not that of the horizons, a field is unknown, or the vector does not fit.</exception>
    public long Add(Pattern pattern, ReadOnlySpan<float> vector, params ReadOnlySpan<(string Field, MetadataValue Value)> fields)
    {
        Check(pattern);
        lock (_writer)
        {
            long id = _next;
            if (id >= _patterns.Length)
            {
                Pattern?[] grown = new Pattern?[_patterns.Length * 2];
                Array.Copy(_patterns, grown, _patterns.Length);
                Volatile.Write(ref _patterns, grown);
            }

            var row = new (string, MetadataValue)[6 + fields.Length];
            int used = 0;
            row[used++] = ("symbol", pattern.Symbol);
            row[used++] = ("start", pattern.StartNanos);
            row[used++] = ("end", pattern.EndNanos);
            row[used++] = ("labelEnd", pattern.LabelEndNanos);
            row[used++] = ("flat", pattern.Shape.IsFlat);
            if (pattern.Regime is not null)
            {
                row[used++] = ("regime", pattern.Regime);
            }

            foreach ((string, MetadataValue) field in fields)
            {
                row[used++] = field;
            }

            Metadata.Set(id, row.AsSpan(0, used));
            try
            {
                // Before the vector: a search that meets the id finds the pattern.
                _patterns[id] = pattern with { Hash = ShapeHash.Compute(vector) };
                _index.Add(id, vector);
            }
            catch (ArgumentException)
            {
                _patterns[id] = null;
                Metadata.Remove(id);
                throw;
            }

            _next = id + 1;
            Volatile.Write(ref _count, _count + 1);
            return id;
        }
    }

    /// <summary>Removes a pattern; its id is not given again.</summary>
    /// <returns>False when it is not there.</returns>
    public bool Remove(long id)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        lock (_writer)
        {
            if (!_index.Remove(id))
            {
                return false;
            }

            Metadata.Remove(id);
            _patterns[id] = null;
            Volatile.Write(ref _count, _count - 1);
            return true;
        }
    }

    /// <summary>The pattern under an id, or null.</summary>
    public Pattern? Find(long id)
    {
        Pattern?[] patterns = Volatile.Read(ref _patterns);
        return (ulong)id < (ulong)patterns.Length ? Volatile.Read(ref patterns[id]) : null;
    }

    /// <summary>Finds the patterns most like a vector among those known at the time of the question.</summary>
    /// <returns>Nearest first, equal distances by id; fewer than asked when no more are left.</returns>
    /// <exception cref="ArgumentException">The vector does not fit, the query is contradictory, or warping is asked of a metric other than squared L2.</exception>
    public IReadOnlyList<PatternMatch> Search(ReadOnlySpan<float> vector, PatternQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        query.Validate(_options.Dimension);
        var filter = new KnownPatterns(this, query, query.Filter is null ? null : Metadata.Select(query.Filter));
        var matches = new List<PatternMatch>(Math.Min(query.Count, 1024));
        if (query.Warping is { } warping)
        {
            if (_options.Metric != VectorMetric.SquaredL2)
            {
                throw new ArgumentException($"Warped distances are squared L2; the library compares by {_options.Metric}.", nameof(query));
            }

            SearchWarped(vector, query, warping, filter, matches);
            return matches;
        }

        // Overlaps are dropped after the search, so more are fetched until enough are left or none remain.
        for (int fetch = query.ExcludeOverlaps ? (query.Count * 4) + 16 : query.Count; ; fetch *= 4)
        {
            Neighbor[] hits = new Neighbor[fetch];
            SearchOutcome outcome = _index.Search(vector, hits, new SearchParameters { Filter = filter });
            Collect(hits.AsSpan(0, outcome.Count), query, matches);
            if (matches.Count == query.Count || outcome.Count < fetch || hits[outcome.Count - 1].Distance > query.MaximumDistance)
            {
                return matches;
            }
        }
    }

    /// <summary>
    /// Patterns whose <see cref="Pattern.Hash"/> differs in few bits: a quick look without distances. Symbol, time, filter and flatness count as in <see cref="Search"/>; overlaps and distances do not.
    /// </summary>
    /// <param name="hash"><see cref="ShapeHash.Compute"/> of the vector in question.</param>
    /// <param name="maximumBits">Bits that may differ, 0 … 64.</param>
    /// <param name="query">The time of the question and what is left out.</param>
    /// <returns>Ids and differing bits, fewest bits first, then by id.</returns>
    /// <exception cref="ArgumentException">A value is out of range.</exception>
    public IReadOnlyList<(long Id, int Bits)> MatchHash(ulong hash, int maximumBits, PatternQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNegative(maximumBits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maximumBits, 64);
        query.Validate(_options.Dimension);
        var filter = new KnownPatterns(this, query, query.Filter is null ? null : Metadata.Select(query.Filter));
        var found = new List<(long Id, int Bits)>();
        Pattern?[] patterns = Volatile.Read(ref _patterns);
        for (int id = 0; id < patterns.Length; id++)
        {
            if (Volatile.Read(ref patterns[id]) is { } pattern)
            {
                int bits = ShapeHash.Distance(hash, pattern.Hash);
                if (bits <= maximumBits && filter.Contains(id))
                {
                    found.Add((id, bits));
                }
            }
        }

        found.Sort((a, b) => a.Bits != b.Bits ? a.Bits.CompareTo(b.Bits) : a.Id.CompareTo(b.Id));
        return found.Count > query.Count ? found.GetRange(0, query.Count) : found;
    }

    /// <summary>The forward returns of matches over one horizon, with the share of rises among all patterns known at the time as the base rate.</summary>
    /// <param name="matches">Result of a search.</param>
    /// <param name="horizonBars">One of the library's horizons.</param>
    /// <param name="asOfNanos">The time of the question.</param>
    /// <param name="options">Interval and weighting; null takes the defaults.</param>
    /// <exception cref="ArgumentException">The horizon is not one of the library's.</exception>
    public MatchStatistics Judge(IReadOnlyList<PatternMatch> matches, int horizonBars, long asOfNanos, MatchStatisticsOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(matches);
        int horizon = HorizonIndex(horizonBars);
        if (options?.Calibration is { } calibration && (calibration.AsOfNanos > asOfNanos || calibration.HorizonBars != horizonBars))
        {
            throw new ArgumentException($"A calibration for {calibration.HorizonBars} bars as of {calibration.AsOfNanos} does not fit a question about {horizonBars} bars as of {asOfNanos}.", nameof(options));
        }

        double[] returns = new double[matches.Count], distances = new double[matches.Count];
        int known = 0;
        foreach (PatternMatch match in matches)
        {
            if (match.Pattern.LabelEndNanos > asOfNanos)
            {
                throw new ArgumentException($"Pattern {match.Id} was not known at the time of the question.", nameof(matches));
            }

            double value = match.Pattern.ForwardReturns[horizon];
            if (!double.IsNaN(value))
            {
                returns[known] = value;
                distances[known++] = match.Distance;
            }
        }

        return MatchStatistics.Compute(returns.AsSpan(0, known), distances.AsSpan(0, known), BaseRate(horizon, asOfNanos), options);
    }

    /// <summary>
    /// Learns what the library's probabilities are worth: asks about past patterns as of their own ends, with nothing later
    /// known, and fits the answers to what happened. Give the result to <see cref="Judge"/> through its options.
    /// </summary>
    /// <param name="horizonBars">One of the library's horizons.</param>
    /// <param name="asOfNanos">Patterns whose label ended later are not looked at.</param>
    /// <param name="options">Samples and matches; null takes the defaults.</param>
    /// <exception cref="ArgumentException">The horizon is not one of the library's, or an option is out of range.</exception>
    /// <exception cref="InvalidOperationException">There are too few past patterns.</exception>
    public PatternCalibration Calibrate(int horizonBars, long asOfNanos, PatternCalibrationOptions? options = null)
    {
        options ??= new PatternCalibrationOptions();
        options.Validate();
        return PatternCalibrator.Fit(this, horizonBars, HorizonIndex(horizonBars), asOfNanos, options);
    }

    /// <summary>The share of rises over a horizon among all patterns known at a time; 0.5 when none is.</summary>
    /// <exception cref="ArgumentException">The horizon is not one of the library's.</exception>
    public double BaseRateOfRises(int horizonBars, long asOfNanos) => BaseRate(HorizonIndex(horizonBars), asOfNanos);

    /// <summary>Releases the index and the metadata.</summary>
    public void Dispose()
    {
        (_index as IDisposable)?.Dispose();
        Metadata.Dispose();
    }

    private double BaseRate(int horizon, long asOfNanos)
    {
        long rises = 0, known = 0;
        foreach (Pattern? pattern in Volatile.Read(ref _patterns))
        {
            if (pattern is not null && pattern.LabelEndNanos <= asOfNanos && !double.IsNaN(pattern.ForwardReturns[horizon]))
            {
                known++;
                rises += pattern.ForwardReturns[horizon] > 0 ? 1 : 0;
            }
        }

        return known == 0 ? 0.5 : (double)rises / known;
    }

    private int HorizonIndex(int horizonBars)
    {
        for (int i = 0; i < _options.HorizonBars.Count; i++)
        {
            if (_options.HorizonBars[i] == horizonBars)
            {
                return i;
            }
        }

        throw new ArgumentException($"The library keeps no returns over {horizonBars} bars; its horizons are {string.Join(", ", _options.HorizonBars)}.", nameof(horizonBars));
    }

    /// <summary>Fetches the nearest by plain distance and orders them by the warped one; more are fetched while overlaps leave too few.</summary>
    private void SearchWarped(ReadOnlySpan<float> vector, PatternQuery query, WarpingOptions warping, KnownPatterns filter, List<PatternMatch> matches)
    {
        for (int fetch = Math.Max(warping.Candidates, query.Count); ; fetch *= 4)
        {
            Neighbor[] hits = new Neighbor[fetch];
            int found = _index.Search(vector, hits, new SearchParameters { Filter = filter }).Count;
            List<Neighbor> ordered;
            int kept = query.ExcludeOverlaps ? (query.Count * 4) + 16 : query.Count;
            while (true)
            {
                ordered = WarpingRerank.Order(_index, vector, hits.AsSpan(0, found), kept, warping);
                Collect(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(ordered), query, matches);
                if (matches.Count == query.Count || ordered.Count < kept)
                {
                    break;
                }

                kept *= 4;
            }

            bool beyond = ordered.Count > 0 && ordered[^1].Distance > query.MaximumDistance;
            if (matches.Count == query.Count || found < fetch || beyond)
            {
                return;
            }
        }
    }

    private void Collect(ReadOnlySpan<Neighbor> hits, PatternQuery query, List<PatternMatch> matches)
    {
        matches.Clear();
        foreach (Neighbor hit in hits)
        {
            if (matches.Count == query.Count || hit.Distance > query.MaximumDistance)
            {
                return;
            }

            if (Find(hit.Id) is not { } pattern)
            {
                continue;
            }

            bool overlaps = false;
            if (query.ExcludeOverlaps)
            {
                foreach (PatternMatch match in matches)
                {
                    overlaps |= string.Equals(match.Pattern.Symbol, pattern.Symbol, StringComparison.Ordinal)
                        && match.Pattern.StartNanos <= pattern.EndNanos && pattern.StartNanos <= match.Pattern.EndNanos;
                }
            }

            if (!overlaps)
            {
                matches.Add(new PatternMatch(hit.Id, hit.Distance, pattern));
            }
        }
    }

    private void Check(Pattern pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentException.ThrowIfNullOrEmpty(pattern.Symbol, nameof(pattern));
        ArgumentNullException.ThrowIfNull(pattern.ForwardReturns, nameof(pattern));
        if (pattern.EndNanos < pattern.StartNanos || pattern.LabelEndNanos < pattern.EndNanos)
        {
            throw new ArgumentException($"Start {pattern.StartNanos}, end {pattern.EndNanos} and label end {pattern.LabelEndNanos} are out of order.", nameof(pattern));
        }

        if (pattern.ForwardReturns.Count != _options.HorizonBars.Count)
        {
            throw new ArgumentException($"{pattern.ForwardReturns.Count} forward returns do not fit {_options.HorizonBars.Count} horizons.", nameof(pattern));
        }

        foreach (double value in pattern.ForwardReturns)
        {
            if (double.IsInfinity(value))
            {
                throw new ArgumentException("A forward return is infinite.", nameof(pattern));
            }
        }
    }

    /// <summary>The rule against looking ahead, and what else the query leaves out.</summary>
    private sealed class KnownPatterns(PatternLibrary library, PatternQuery query, IdBitmap? chosen) : IdFilter
    {
        public override bool Contains(long id) =>
            library.Find(id) is { } pattern
            && pattern.LabelEndNanos <= query.AsOfNanos
            && (chosen is null || chosen.Contains(id))
            && !(query.ExcludeFlat && pattern.Shape.IsFlat)
            && !(query.Symbol is not null
                && pattern.StartNanos <= query.EndNanos
                && query.StartNanos <= pattern.EndNanos
                && string.Equals(pattern.Symbol, query.Symbol, StringComparison.Ordinal));
    }
}
