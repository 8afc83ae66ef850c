using System.Globalization;

namespace Trading.Sdk.Spectrum;

/// <summary>A discrete wavelet: its four filters and what is known about them. Immutable.</summary>
/// <remarks>
/// Filters in the customary order: a level computes Σ filter[j]·x[2k + 1 − j]. Orthogonal families: Haar, Daubechies, symlets,
/// coiflets (Daubechies 1992), discrete Meyer; biorthogonal: splines (Cohen, Daubechies and Feauveau 1992) and their reverses.
/// Every tap but those of dmey is the double nearest to the exact solution, so that reconstruction is exact to rounding;
/// dmey is a truncated filter and gives signals back to about 3 % of their size.
/// </remarks>
public sealed class Wavelet
{
    private Wavelet(string name, double[] decompositionLow, double[] reconstructionLow, bool orthogonal, int? vanishingMoments, WaveletSymmetry symmetry)
    {
        Name = name;
        IsOrthogonal = orthogonal;
        VanishingMoments = vanishingMoments;
        Symmetry = symmetry;
        int n = decompositionLow.Length;
        var decompositionHigh = new double[n];
        var reconstructionHigh = new double[n];
        for (int k = 0; k < n; k++)
        {
            decompositionHigh[k] = k % 2 == 0 ? -reconstructionLow[k] : reconstructionLow[k];
            reconstructionHigh[k] = k % 2 == 0 ? decompositionLow[k] : -decompositionLow[k];
        }

        (DecompositionLow, DecompositionHigh, ReconstructionLow, ReconstructionHigh) = (decompositionLow, decompositionHigh, reconstructionLow, reconstructionHigh);
    }

    /// <summary>The wavelet's name, as "db4".</summary>
    public string Name { get; }

    /// <summary>Taps per filter, even.</summary>
    public int FilterLength => DecompositionLow.Length;

    /// <summary>True when the transform preserves energy; false for merely biorthogonal pairs.</summary>
    public bool IsOrthogonal { get; }

    /// <summary>Vanishing moments of the analysing wavelet: polynomials of lower degree leave no details. Null for the discrete Meyer wavelet.</summary>
    public int? VanishingMoments { get; }

    /// <summary>Symmetry of the filters.</summary>
    public WaveletSymmetry Symmetry { get; }

    /// <summary>Low-pass analysis filter.</summary>
    public ReadOnlyMemory<double> DecompositionLowPass => DecompositionLow;

    /// <summary>High-pass analysis filter.</summary>
    public ReadOnlyMemory<double> DecompositionHighPass => DecompositionHigh;

    /// <summary>Low-pass synthesis filter.</summary>
    public ReadOnlyMemory<double> ReconstructionLowPass => ReconstructionLow;

    /// <summary>High-pass synthesis filter.</summary>
    public ReadOnlyMemory<double> ReconstructionHighPass => ReconstructionHigh;

    /// <summary>Names of all wavelets.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "haar",
        .. Enumerable.Range(1, 20).Select(i => $"db{i}"),
        .. Enumerable.Range(2, 11).Select(i => $"sym{i}"),
        .. Enumerable.Range(1, 5).Select(i => $"coif{i}"),
        .. SplinePairs("bior"), "bior4.4", "bior5.5", "bior6.8",
        .. SplinePairs("rbio"), "rbio4.4", "rbio5.5", "rbio6.8",
        "dmey",
    ];

    internal double[] DecompositionLow { get; }

    internal double[] DecompositionHigh { get; }

    internal double[] ReconstructionLow { get; }

    internal double[] ReconstructionHigh { get; }

    /// <summary>The wavelet of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>, as "db4", "sym8", "coif2", "bior4.4", "rbio2.2", "haar", "dmey".</param>
    /// <exception cref="ArgumentException">There is no wavelet of that name.</exception>
    public static Wavelet Named(string name) => Create(name, published: false);

    /// <summary>
    /// The wavelet of a name with the taps that most software carries: symlets and the pairs 4.4, 5.5 and 6.8 are printed there with 12 to 13
    /// correct digits. For results that shall equal PyWavelets digit by digit; reconstruction is then exact to about 1e-11 only.
    /// </summary>
    /// <param name="name">One of <see cref="Names"/>; other families are the same as in <see cref="Named"/>.</param>
    /// <exception cref="ArgumentException">There is no wavelet of that name.</exception>
    public static Wavelet NamedAsPublished(string name) => Create(name, published: true);

    private static Wavelet Create(string name, bool published)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name is "haar" or "db1")
        {
            double tap = Math.Sqrt(0.5);
            return new Wavelet(name, [tap, tap], [tap, tap], orthogonal: true, 1, WaveletSymmetry.Asymmetric);
        }

        if (Orthogonal(name, published) is { } low)
        {
            int? moments = name switch
            {
                "dmey" => null,
                _ when name.StartsWith("coif", StringComparison.Ordinal) => 2 * int.Parse(name.AsSpan(4), CultureInfo.InvariantCulture),
                _ => low.Length / 2,
            };
            WaveletSymmetry symmetry = name == "dmey" ? WaveletSymmetry.Symmetric : name.StartsWith("db", StringComparison.Ordinal) ? WaveletSymmetry.Asymmetric : WaveletSymmetry.NearSymmetric;
            double[] reversed = [.. low];
            Array.Reverse(reversed);
            return new Wavelet(name, low, reversed, orthogonal: true, moments, symmetry);
        }

        if (name.Length > 4 && (name.StartsWith("bior", StringComparison.Ordinal) || name.StartsWith("rbio", StringComparison.Ordinal)) && Names.Contains(name, StringComparer.Ordinal))
        {
            int synthesisOrder = name[4] - '0', analysisOrder = name[6] - '0';
            (double[] analysis, double[] synthesis) = Pair("bior" + name[4..], published) ?? SplineFilters.Pair(synthesisOrder, analysisOrder);
            if (name[0] == 'r')
            {
                (analysis, synthesis) = (synthesis, analysis);
                Array.Reverse(analysis);
                Array.Reverse(synthesis);
            }

            return new Wavelet(name, analysis, synthesis, orthogonal: false, synthesisOrder, WaveletSymmetry.Symmetric);
        }

        throw new ArgumentException($"There is no wavelet '{name}'; known are haar, db1 to db20, sym2 to sym12, coif1 to coif5, bior and rbio 1.1 to 6.8, dmey.", nameof(name));
    }

    /// <summary>The deepest level at which at least one coefficient is untouched by the signal's ends: ⌊log2(n/(L − 1))⌋, at least 0.</summary>
    /// <param name="samples">Samples of the signal, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public int MaximumLevel(int samples)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(samples);
        int level = 0;
        for (long reach = 2L * (FilterLength - 1); reach <= samples; reach *= 2)
        {
            level++;
        }

        return level;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static double[]? Orthogonal(string name, bool published) =>
        (published ? PublishedFilters.Orthogonal(name) : null)
        ?? DaubechiesFilters.Of(name)
        ?? SymletFilters.Of(name)
        ?? CoifletFilters.Of(name)
        ?? (name == "dmey" ? MeyerFilter.Taps() : null);

    private static (double[] Analysis, double[] Synthesis)? Pair(string name, bool published) =>
        (published ? PublishedFilters.Biorthogonal(name) : null) ?? BiorthogonalFilters.Of(name);

    private static IEnumerable<string> SplinePairs(string family) =>
        new[] { "1.1", "1.3", "1.5", "2.2", "2.4", "2.6", "2.8", "3.1", "3.3", "3.5", "3.7", "3.9" }.Select(pair => family + pair);
}
