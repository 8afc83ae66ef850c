namespace Trading.Sdk.ReinforcementLearning;

/// <summary>A policy was asked to act on something else than it was trained on.</summary>
public sealed class PolicyMismatchException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="what">What differs, such as "feature schema".</param>
    /// <param name="expected">What the policy was trained on.</param>
    /// <param name="actual">What it was given.</param>
    public PolicyMismatchException(string what, string expected, string actual)
        : base($"The policy's {what} is '{expected}', but '{actual}' was given.")
    {
        Expected = expected;
        Actual = actual;
    }

    /// <summary>What the policy was trained on.</summary>
    public string Expected { get; }

    /// <summary>What it was given.</summary>
    public string Actual { get; }
}
