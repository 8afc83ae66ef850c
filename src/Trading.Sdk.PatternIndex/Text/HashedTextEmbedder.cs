using System.Text;

namespace Trading.Sdk.PatternIndex;

/// <summary>
/// The default embedder: words, pairs of words and pieces of 3–5 letters, each hashed with a sign into a fixed number of
/// components (K. Weinberger et al., Feature hashing for large scale multitask learning, 2009), frequencies damped by a
/// logarithm, unit length. Trading synonyms fall together, <c>key=value</c> tokens stay whole. It is lexical: it knows how
/// words are written, not what they mean.
/// </summary>
public sealed class HashedTextEmbedder : ITextEmbedder
{
    private const double WordWeight = 1, PairWeight = 0.7, PieceWeight = 0.25;

    private static readonly Dictionary<string, string> Synonyms = new(StringComparer.Ordinal)
    {
        ["bo"] = "breakout", ["break-out"] = "breakout", ["breakouts"] = "breakout", ["cwh"] = "cupwithhandle", ["cup-with-handle"] = "cupwithhandle",
        ["cup-and-handle"] = "cupwithhandle", ["db"] = "doublebottom", ["double-bottom"] = "doublebottom", ["w-bottom"] = "doublebottom",
        ["vol"] = "volume", ["px"] = "price", ["bids"] = "bid", ["asks"] = "ask", ["offer"] = "ask", ["offers"] = "ask", ["buyers"] = "bid", ["sellers"] = "ask",
        ["bullish"] = "up", ["rising"] = "up", ["increasing"] = "up", ["uptrend"] = "up", ["rally"] = "up", ["bearish"] = "down", ["falling"] = "down",
        ["decreasing"] = "down", ["downtrend"] = "down", ["selloff"] = "down", ["sell-off"] = "down", ["wide"] = "high", ["heavy"] = "high", ["strong"] = "high",
        ["large"] = "high", ["tight"] = "low", ["narrow"] = "low", ["thin"] = "low", ["weak"] = "low", ["small"] = "low", ["obi"] = "imbalance",
        ["consolidation"] = "base", ["range"] = "base", ["flat-base"] = "flatbase", ["hod"] = "high-of-day", ["lod"] = "low-of-day",
    };

    private static readonly (string Phrase, string Word)[] Phrases =
    [
        ("cup with handle", "cupwithhandle"), ("cup and handle", "cupwithhandle"), ("double bottom", "doublebottom"), ("flat base", "flatbase"), ("ascending triangle", "ascendingtriangle"), ("break out", "breakout"),
    ];

    /// <summary>Makes an embedder.</summary>
    /// <param name="dimension">Components, a power of two from 64 to 65,536. Default 256.</param>
    /// <exception cref="ArgumentOutOfRangeException">The dimension is none of these.</exception>
    public HashedTextEmbedder(int dimension = 256)
    {
        if (dimension is < 64 or > 65536 || (dimension & (dimension - 1)) != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(dimension), dimension, "Must be a power of two from 64 to 65,536.");
        }

        Dimension = dimension;
    }

    /// <inheritdoc/>
    public string Name => "hashed-ngrams";

    /// <inheritdoc/>
    public string Version => $"1-{Dimension}";

    /// <inheritdoc/>
    public int Dimension { get; }

    /// <inheritdoc/>
    public void Embed(string text, Span<float> vector)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (vector.Length < Dimension)
        {
            throw new ArgumentException($"A vector has {Dimension} components; there is room for {vector.Length}.", nameof(vector));
        }

        var terms = new SortedDictionary<string, (int Count, double Weight)>(StringComparer.Ordinal);
        string previous = "";
        foreach (string word in Words(text))
        {
            Count(terms, "w:" + word, WordWeight);
            if (previous.Length > 0)
            {
                Count(terms, $"p:{previous} {word}", PairWeight);
            }

            previous = word;
            if (!word.Contains('=', StringComparison.Ordinal))
            {
                string marked = $"^{word}$";
                for (int length = 3; length <= 5; length++)
                {
                    for (int i = 0; i + length <= marked.Length; i++)
                    {
                        Count(terms, string.Concat("c:", marked.AsSpan(i, length)), PieceWeight);
                    }
                }
            }
        }

        double[] sums = new double[Dimension];
        foreach ((string term, (int count, double weight)) in terms)
        {
            ulong hash = Hash(term);
            double value = weight * (1 + Math.Log(count));
            sums[hash & (ulong)(Dimension - 1)] += (hash >> 63) != 0 ? value : -value;
        }

        double norm = Math.Sqrt(sums.Sum(s => s * s));
        for (int i = 0; i < Dimension; i++)
        {
            vector[i] = norm > 0 ? (float)(sums[i] / norm) : 0;
        }
    }

    private static IEnumerable<string> Words(string text)
    {
        string lower = text.ToLowerInvariant();
        foreach ((string phrase, string replacement) in Phrases)
        {
            lower = lower.Replace(phrase, replacement, StringComparison.Ordinal);
        }

        var word = new StringBuilder();
        foreach (char c in lower + " ")
        {
            if (char.IsLetterOrDigit(c) || (c is '=' or '-' or '.' or '_' && word.Length > 0))
            {
                word.Append(c);
            }
            else if (word.Length > 0)
            {
                string found = word.ToString().TrimEnd('-', '.', '_');
                word.Clear();
                yield return Synonyms.GetValueOrDefault(found, found);
            }
        }
    }

    private static void Count(SortedDictionary<string, (int Count, double Weight)> terms, string term, double weight) =>
        terms[term] = (terms.GetValueOrDefault(term).Count + 1, weight);

    /// <summary>FNV-1a with a final mix: the same on every machine.</summary>
    private static ulong Hash(string term)
    {
        ulong hash = 14695981039346656037;
        foreach (byte b in Encoding.UTF8.GetBytes(term))
        {
            hash = (hash ^ b) * 1099511628211;
        }

        hash = (hash ^ (hash >> 32)) * 0x9E3779B97F4A7C15;
        return hash ^ (hash >> 29);
    }
}
