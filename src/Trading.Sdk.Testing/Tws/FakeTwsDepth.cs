namespace Trading.Sdk.Testing;

/// <summary>The depth of one contract of a <see cref="FakeTwsScenario"/>.</summary>
public sealed record FakeTwsDepth
{
    /// <summary>True: rows carry a market maker (message 13). Smart requests always get them so.</summary>
    public bool IsLevelTwo { get; init; }

    /// <summary>The steps of the n-th subscription (from 0) to this contract. Called when it is asked for.</summary>
    public required Func<int, IEnumerable<FakeTwsStep>> Steps { get; init; }

    /// <summary>When not null: no steps, the request is sent on to this contract id and exchange (message 92), as for CFDs.</summary>
    public (int ContractId, string Exchange)? Reroute { get; init; }

    /// <summary>The same steps for every subscription.</summary>
    public static FakeTwsDepth Always(bool isLevelTwo, IReadOnlyList<FakeTwsStep> steps) => new() { IsLevelTwo = isLevelTwo, Steps = _ => steps };
}
