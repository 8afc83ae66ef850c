namespace Trading.Sdk.GeneticOptimization;

/// <summary>What becomes of an evaluation that threw, ran out of time or gave a value that is not finite, after its retries.</summary>
public enum FailureAction
{
    /// <summary>The run ends with an <see cref="EvaluationFailedException"/>. The default: errors should be seen.</summary>
    Throw,

    /// <summary>The individual gets the penalty objectives and stays in the search.</summary>
    Penalise,

    /// <summary>The individual ranks behind all others and is left out of records and history.</summary>
    Drop,
}
