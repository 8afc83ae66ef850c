namespace Trading.Sdk.GeneticOptimization;

/// <summary>Values of named strategy parameters. Immutable.</summary>
public sealed class ParameterSet : IEquatable<ParameterSet>
{
    private readonly double[] values;

    /// <summary>Names values of a space.</summary>
    /// <param name="space">The space.</param>
    /// <param name="values">One natural value a variable.</param>
    /// <exception cref="ArgumentException">The number of values is another.</exception>
    public ParameterSet(DecisionSpace space, ReadOnlySpan<double> values)
    {
        ArgumentNullException.ThrowIfNull(space);
        if (values.Length != space.Count)
        {
            throw new ArgumentException($"{values.Length} values for {space.Count} parameters.", nameof(values));
        }

        Space = space;
        this.values = values.ToArray();
    }

    /// <summary>The space.</summary>
    public DecisionSpace Space { get; }

    /// <summary>Values in the order of the space.</summary>
    public ReadOnlySpan<double> Values => values;

    /// <summary>Value of a parameter; a category as its number, a switch as 0 or 1.</summary>
    /// <exception cref="KeyNotFoundException">There is no such parameter.</exception>
    public double this[string name] => values[Space.IndexOf(name)];

    /// <summary>Value of an integer parameter.</summary>
    /// <exception cref="KeyNotFoundException">There is no such parameter.</exception>
    public int Integer(string name) => checked((int)this[name]);

    /// <summary>Value of a switch.</summary>
    /// <exception cref="KeyNotFoundException">There is no such parameter.</exception>
    public bool Flag(string name) => this[name] != 0;

    /// <summary>Name of the choice of a categorical parameter.</summary>
    /// <exception cref="KeyNotFoundException">There is no such parameter.</exception>
    public string Choice(string name)
    {
        int index = Space.IndexOf(name);
        return Space.Variables[index].Choices[(int)values[index]];
    }

    /// <summary>False when another parameter switches this one off.</summary>
    /// <exception cref="KeyNotFoundException">There is no such parameter.</exception>
    public bool IsActive(string name) => Space.IsActive(values, Space.IndexOf(name));

    /// <inheritdoc/>
    public bool Equals(ParameterSet? other) => other is not null && values.AsSpan().SequenceEqual(other.values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ParameterSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (double value in values)
        {
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    /// <summary>The active parameters as <c>name = value</c>.</summary>
    public override string ToString() => string.Join(", ", Space.Variables
        .Where((_, i) => Space.IsActive(values, i))
        .Select(v => v.Kind switch
        {
            VariableKind.Categorical => $"{v.Name} = {Choice(v.Name)}",
            VariableKind.Boolean => $"{v.Name} = {(Flag(v.Name) ? "true" : "false")}",
            _ => $"{v.Name} = {this[v.Name]:0.######}",
        }));
}
