namespace Trading.Sdk.Backtesting;

/// <summary>What a <see cref="LookAheadDetector"/> found.</summary>
/// <param name="Outputs">Outputs of the run on the data as it is.</param>
/// <param name="Trials">Re-runs made.</param>
/// <param name="ComparedOutputs">Outputs compared in all trials together.</param>
/// <param name="Findings">At most one a trial: the first output that differs.</param>
public sealed record LookAheadReport(int Outputs, int Trials, long ComparedOutputs, IReadOnlyList<LookAheadFinding> Findings)
{
    /// <summary>True when nothing that was said changed with the future.</summary>
    public bool IsClean => Findings.Count == 0;
}
