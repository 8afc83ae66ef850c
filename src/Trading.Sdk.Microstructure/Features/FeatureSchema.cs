using System.Collections;

namespace Trading.Sdk.Microstructure;

/// <summary>The columns of a feature row, in order. Immutable.</summary>
public sealed class FeatureSchema : IReadOnlyList<FeatureInfo>
{
    private readonly FeatureInfo[] _features;
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);

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

    /// <summary>Column of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public int IndexOf(string name) => _index.TryGetValue(name, out int index) ? index : throw new KeyNotFoundException($"There is no feature '{name}'.");

    /// <summary>Looks a name up.</summary>
    public bool TryGetIndex(string name, out int index) => _index.TryGetValue(name, out index);

    /// <inheritdoc/>
    public IEnumerator<FeatureInfo> GetEnumerator() => ((IEnumerable<FeatureInfo>)_features).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
