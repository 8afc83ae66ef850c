namespace Trading.Sdk.GeneticOptimization;

/// <summary>The kind of a decision variable.</summary>
public enum VariableKind
{
    /// <summary>A real number between two bounds.</summary>
    Real,

    /// <summary>A whole number between two bounds.</summary>
    Integer,

    /// <summary>One of several unordered choices, held as its number from 0.</summary>
    Categorical,

    /// <summary>False (0) or true (1).</summary>
    Boolean,
}
