namespace Trading.Sdk.GeneticOptimization;

/// <summary>One decision variable. Immutable.</summary>
public sealed class Variable
{
    private Variable(string name, VariableKind kind, double lower, double upper, double step, bool isLogarithmic, IReadOnlyList<string> choices)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Kind = kind;
        Lower = lower;
        Upper = upper;
        Step = step;
        IsLogarithmic = isLogarithmic;
        Choices = choices;
        ParentValues = [];
    }

    private Variable(Variable other, string parent, IReadOnlyList<double> parentValues)
        : this(other.Name, other.Kind, other.Lower, other.Upper, other.Step, other.IsLogarithmic, other.Choices)
    {
        Parent = parent;
        ParentValues = parentValues;
    }

    /// <summary>Name, unique in its space.</summary>
    public string Name { get; }

    /// <summary>Kind.</summary>
    public VariableKind Kind { get; }

    /// <summary>Smallest value, inclusive.</summary>
    public double Lower { get; }

    /// <summary>Largest value, inclusive.</summary>
    public double Upper { get; }

    /// <summary>Grid of the values, counted from <see cref="Lower"/>; 0 = continuous. Integers have at least 1.</summary>
    public double Step { get; }

    /// <summary>True when the search walks in the logarithm of the value.</summary>
    public bool IsLogarithmic { get; }

    /// <summary>Names of the choices of a categorical variable, else empty.</summary>
    public IReadOnlyList<string> Choices { get; }

    /// <summary>Name of the variable that switches this one on, or null.</summary>
    public string? Parent { get; }

    /// <summary>Values of <see cref="Parent"/> under which this variable is active.</summary>
    public IReadOnlyList<double> ParentValues { get; }

    /// <summary>A real variable.</summary>
    /// <param name="name">Unique name.</param>
    /// <param name="lower">Smallest value.</param>
    /// <param name="upper">Largest value, not below <paramref name="lower"/>.</param>
    /// <param name="step">Grid from <paramref name="lower"/>; 0 (default) = continuous.</param>
    /// <param name="logarithmic">Search in the logarithm; needs a positive lower bound.</param>
    /// <exception cref="ArgumentException">The bounds are not finite or contradict each other, the step is negative or not finite, or the logarithm has no meaning.</exception>
    public static Variable Real(string name, double lower, double upper, double step = 0, bool logarithmic = false)
    {
        CheckBounds(name, lower, upper, logarithmic);
        if (!double.IsFinite(step) || step < 0)
        {
            throw new ArgumentException($"Variable '{name}': the step must be finite and at least 0, but is {step}.", nameof(step));
        }

        return new Variable(name, VariableKind.Real, lower, upper, step, logarithmic, []);
    }

    /// <summary>An integer variable.</summary>
    /// <param name="name">Unique name.</param>
    /// <param name="lower">Smallest value.</param>
    /// <param name="upper">Largest value, not below <paramref name="lower"/>.</param>
    /// <param name="step">Grid from <paramref name="lower"/>, at least 1.</param>
    /// <param name="logarithmic">Search in the logarithm; needs a positive lower bound.</param>
    /// <exception cref="ArgumentException">The bounds or the step contradict each other.</exception>
    public static Variable Integer(string name, int lower, int upper, int step = 1, bool logarithmic = false)
    {
        CheckBounds(name, lower, upper, logarithmic);
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        return new Variable(name, VariableKind.Integer, lower, upper, step, logarithmic, []);
    }

    /// <summary>A choice among names; its value is the number of the choice.</summary>
    /// <exception cref="ArgumentException">There is no choice, or one is named twice.</exception>
    public static Variable Categorical(string name, params string[] choices)
    {
        ArgumentNullException.ThrowIfNull(choices);
        if (choices.Length == 0 || choices.Distinct(StringComparer.Ordinal).Count() != choices.Length)
        {
            throw new ArgumentException($"Variable '{name}' needs at least one choice, each named once.", nameof(choices));
        }

        return new Variable(name, VariableKind.Categorical, 0, choices.Length - 1, 1, false, [.. choices]);
    }

    /// <summary>A switch.</summary>
    public static Variable Boolean(string name) => new(name, VariableKind.Boolean, 0, 1, 1, false, []);

    /// <summary>The same variable, active only while <paramref name="parent"/> has one of <paramref name="values"/>; else it rests at its lower bound and takes no part in the search.</summary>
    /// <param name="parent">Name of a variable that stands earlier in the space.</param>
    /// <param name="values">Values of the parent (the number of a choice, 0 or 1 for a switch).</param>
    /// <exception cref="ArgumentException">No value is given.</exception>
    public Variable ActiveWhen(string parent, params double[] values)
    {
        ArgumentException.ThrowIfNullOrEmpty(parent);
        ArgumentNullException.ThrowIfNull(values);
        return values.Length == 0
            ? throw new ArgumentException($"Variable '{Name}' would never be active: no value of '{parent}' is given.", nameof(values))
            : new Variable(this, parent, [.. values]);
    }

    /// <summary>True for kinds whose values have no order.</summary>
    internal bool IsUnordered => Kind is VariableKind.Categorical or VariableKind.Boolean;

    internal double SearchLower => IsLogarithmic ? Math.Log(Lower) : Lower;

    internal double SearchUpper => IsLogarithmic ? Math.Log(Upper) : Upper;

    internal double ToSearch(double value) => IsLogarithmic ? Math.Log(value) : value;

    internal double FromSearch(double coordinate) => IsLogarithmic ? SnapValue(Math.Exp(coordinate)) : coordinate;

    internal double SnapValue(double value)
    {
        value = Math.Clamp(value, Lower, Upper);
        if (Step > 0)
        {
            double steps = Math.Round((value - Lower) / Step);
            value = Lower + (steps * Step);
            if (value > Upper)
            {
                value = Lower + (Math.Floor((Upper - Lower) / Step) * Step);
            }
        }

        return value;
    }

    private static void CheckBounds(string name, double lower, double upper, bool logarithmic)
    {
        if (!double.IsFinite(lower) || !double.IsFinite(upper))
        {
            throw new ArgumentException($"Variable '{name}': the bounds must be finite, but are {lower} and {upper}.", nameof(lower));
        }

        if (lower > upper)
        {
            throw new ArgumentException($"Variable '{name}': the lower bound {lower} lies above the upper bound {upper}.", nameof(lower));
        }

        if (logarithmic && lower <= 0)
        {
            throw new ArgumentException($"Variable '{name}': a logarithmic search needs a positive lower bound, not {lower}.", nameof(lower));
        }
    }
}
