namespace Trading.Sdk.ReinforcementLearning;

/// <summary>Which trained policy a host uses.</summary>
public sealed class PolicyOptions
{
    /// <summary>The policy's file.</summary>
    public string Path { get; set; } = "";

    /// <summary>The features that observations will hold; a policy trained on others is refused. Null to take the policy as it is.</summary>
    public ObservationSchema? Features { get; set; }
}
