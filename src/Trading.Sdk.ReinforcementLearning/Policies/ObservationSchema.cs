using System.Security.Cryptography;
using System.Text;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>What the numbers of an observation are, name by name in their order; the hash makes a policy refuse observations it was not trained on.</summary>
public sealed class ObservationSchema
{
    /// <summary>Makes a schema.</summary>
    /// <param name="names">At least one name; all different, none empty, no line breaks.</param>
    /// <exception cref="ArgumentException">A name is empty, has a line break or occurs twice.</exception>
    public ObservationSchema(params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Count == 0)
        {
            throw new ArgumentException("A schema needs at least one feature.", nameof(names));
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in names)
        {
            if (string.IsNullOrEmpty(name) || name.AsSpan().IndexOfAny('\n', '\r') >= 0 || !seen.Add(name))
            {
                throw new ArgumentException($"The feature name '{name}' is empty, has a line break or occurs twice.", nameof(names));
            }
        }

        Names = [.. names];
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', Names))));
    }

    /// <summary>The names in order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>SHA-256 of the names joined by line feeds, in lower-case hexadecimal digits.</summary>
    public string Hash { get; }
}
