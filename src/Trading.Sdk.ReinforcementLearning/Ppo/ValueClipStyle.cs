namespace Trading.Sdk.ReinforcementLearning;

/// <summary>How the value loss is kept near the old prediction.</summary>
public enum ValueClipStyle
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>The larger of the losses with and without clipping of the prediction (the original implementation, CleanRL).</summary>
    Maximum,

    /// <summary>The loss of the clipped prediction alone (stable-baselines3).</summary>
    Prediction,
}
