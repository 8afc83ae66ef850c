namespace Trading.Sdk.EndToEnd;

/// <summary>All that the report shows.</summary>
internal sealed record JobResult(
    JobOptions Options,
    Session Session,
    CycleStep Cycles,
    PatternStep Patterns,
    TuningStep Tuning,
    PolicyStep Policy,
    JudgeStep Judged,
    ExaminationStep Examined,
    StoreStep Store);
