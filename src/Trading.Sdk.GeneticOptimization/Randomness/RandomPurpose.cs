namespace Trading.Sdk.GeneticOptimization;

/// <summary>What a random stream is used for: streams of different purposes share no numbers.</summary>
public enum RandomPurpose
{
    /// <summary>The first generation.</summary>
    Initialise,

    /// <summary>Permutations and draws that concern a whole generation, such as the pairing of parents.</summary>
    Select,

    /// <summary>Crossover and mutation of one individual or pair.</summary>
    Vary,

    /// <summary>Tie breaking and niching in the survival of a generation.</summary>
    Survive,

    /// <summary>The stream handed to the evaluation of one individual.</summary>
    Evaluate,

    /// <summary>Restarts of an algorithm.</summary>
    Restart,

    /// <summary>Samples drawn outside any algorithm, such as the designs behind sensitivity and overfitting figures.</summary>
    Design,
}
