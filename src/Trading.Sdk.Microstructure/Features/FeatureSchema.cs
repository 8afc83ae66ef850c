using System.Collections;
using System.Security.Cryptography;
using System.Text;

namespace Trading.Sdk.Microstructure;

/// <summary>The columns of a feature row, in order. Immutable.</summary>
public sealed class FeatureSchema : IReadOnlyList<FeatureInfo>
{
    private readonly FeatureInfo[] _features;
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private string? _hash;

    /// <summary>Makes a schema.</summary>
    /// <param name="features">The columns.</param>
    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public FeatureSchema(IEnumerable<FeatureInfo> features)
    {
        ArgumentNullException.ThrowIfNull(features);
        _features = [.. features];
        for (int i = 0; i < _features.Length; i++)
        {
            if (!_index.TryAdd(_features[i].Name, i))
            {
                throw new ArgumentException($"The feature '{_features[i].Name}' occurs twice.", nameof(features));
            }
        }
    }

    /// <inheritdoc/>
    public int Count => _features.Length;

    /// <inheritdoc/>
    public FeatureInfo this[int index] => _features[index];

    /// <summary>SHA-256 of the names joined by line feeds, in lower-case hexadecimal digits: a model that remembers it can refuse rows it was not fitted to.</summary>
    public string Hash => _hash ??= Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', _features.Select(f => f.Name)))));

    /// <summary>Column of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public int IndexOf(string name) => _index.TryGetValue(name, out int index) ? index : throw new KeyNotFoundException($"There is no feature '{name}'.");

    /// <summary>Looks a name up.</summary>
    public bool TryGetIndex(string name, out int index) => _index.TryGetValue(name, out index);

    /// <inheritdoc/>
    public IEnumerator<FeatureInfo> GetEnumerator() => ((IEnumerable<FeatureInfo>)_features).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
