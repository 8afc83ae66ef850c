namespace Trading.Sdk.PatternIndex;

/// <summary>
/// Turns a window of closes (and volumes and features) into a vector whose squared distance compares shapes: log prices are
/// z-normalised within the window, then averaged piecewise (E. Keogh et al., Dimensionality reduction for fast similarity
/// search in large time series databases, 2001). Immutable, shareable, allocates nothing.
/// </summary>
/// <remarks>
/// Order of components: price shape (oldest first), volume shape, caller's features. Piecewise averages are scaled by
/// √(WindowBars / dimensions), so that the squared distance of two price shapes is a lower bound of the squared Euclidean
/// distance of the z-normalised windows, whatever the number of dimensions.
/// </remarks>
public sealed class PatternShaper
{
    private readonly PatternShapeOptions _options;

    /// <summary>Makes a shaper.</summary>
    /// <param name="options">Window and vector layout; null takes the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public PatternShaper(PatternShapeOptions? options = null)
    {
        _options = options ?? new PatternShapeOptions();
        _options.Validate();
    }

    /// <summary>The layout.</summary>
    public PatternShapeOptions Options => _options;

    /// <summary>Components of a vector.</summary>
    public int Dimension => _options.Dimension;

    /// <summary>Describes one window.</summary>
    /// <param name="closes"><see cref="PatternShapeOptions.WindowBars"/> positive finite prices, oldest first.</param>
    /// <param name="vector">Receives <see cref="Dimension"/> components.</param>
    /// <param name="volumes">As many non-negative volumes when the layout holds a volume shape, else empty.</param>
    /// <param name="features">The caller's components, else empty.</param>
    /// <exception cref="ArgumentException">A length differs from the layout, or a value is out of range.</exception>
    public PatternShape Describe(ReadOnlySpan<double> closes, Span<float> vector, ReadOnlySpan<double> volumes = default, ReadOnlySpan<double> features = default)
    {
        int bars = _options.WindowBars;
        CheckLength(closes.Length, bars, nameof(closes));
        CheckLength(volumes.Length, _options.VolumeDimensions > 0 ? bars : 0, nameof(volumes));
        CheckLength(features.Length, _options.FeatureDimensions, nameof(features));
        if (vector.Length < Dimension)
        {
            throw new ArgumentException($"A vector has {Dimension} components; there is room for {vector.Length}.", nameof(vector));
        }

        foreach (double close in closes)
        {
            if (!(close > 0) || double.IsInfinity(close))
            {
                throw new ArgumentException($"A close of {close} has no logarithm; prices must be positive and finite.", nameof(closes));
            }
        }

        // Against the first close, so that a price of 60,000 loses no digits to its own logarithm.
        double first = closes[0];
        double deviation = Shape<LogPrice>(closes, first, _options.FlatDeviation, vector[.._options.ShapeDimensions], 1, out bool flat);
        Span<float> rest = vector[_options.ShapeDimensions..];
        if (_options.VolumeDimensions > 0)
        {
            foreach (double volume in volumes)
            {
                if (!(volume >= 0) || double.IsInfinity(volume))
                {
                    throw new ArgumentException($"A volume of {volume} is no volume.", nameof(volumes));
                }
            }

            Shape<LogVolume>(volumes, 0, 1e-9, rest[.._options.VolumeDimensions], _options.VolumeWeight, out _);
            rest = rest[_options.VolumeDimensions..];
        }

        for (int i = 0; i < features.Length; i++)
        {
            if (!double.IsFinite(features[i]))
            {
                throw new ArgumentException($"Feature {i} is {features[i]}.", nameof(features));
            }

            rest[i] = (float)(features[i] * _options.FeatureWeight);
        }

        return new PatternShape(flat, deviation, Math.Log(closes[^1] / first));
    }

    private static double Shape<TScale>(ReadOnlySpan<double> values, double origin, double flatDeviation, Span<float> shape, double weight, out bool flat)
        where TScale : struct, IScale
    {
        int bars = values.Length;
        double mean = 0;
        foreach (double value in values)
        {
            mean += TScale.Of(value, origin);
        }

        mean /= bars;
        double squares = 0;
        foreach (double value in values)
        {
            double centred = TScale.Of(value, origin) - mean;
            squares += centred * centred;
        }

        double deviation = Math.Sqrt(squares / bars);
        flat = deviation <= flatDeviation;
        if (flat)
        {
            shape.Clear();
            return deviation;
        }

        // A piece of bars / dimensions bars may begin and end within a bar, which then counts in part.
        double piece = (double)bars / shape.Length;
        double scale = weight * Math.Sqrt(piece) / deviation / piece;
        for (int i = 0; i < shape.Length; i++)
        {
            double from = i * piece, to = i == shape.Length - 1 ? bars : (i + 1) * piece, sum = 0;
            for (int bar = (int)from; bar < bars && bar < to; bar++)
            {
                double share = Math.Min(bar + 1, to) - Math.Max(bar, from);
                sum += share * (TScale.Of(values[bar], origin) - mean);
            }

            shape[i] = (float)(sum * scale);
        }

        return deviation;
    }

    private static void CheckLength(int actual, int expected, string parameter)
    {
        if (actual != expected)
        {
            throw new ArgumentException($"{actual} values were given where the layout has {expected}.", parameter);
        }
    }

    private interface IScale
    {
        static abstract double Of(double value, double origin);
    }

    private readonly struct LogPrice : IScale
    {
        public static double Of(double value, double origin) => Math.Log(value / origin);
    }

    private readonly struct LogVolume : IScale
    {
        public static double Of(double value, double origin) => Math.Log(1 + value);
    }
}
