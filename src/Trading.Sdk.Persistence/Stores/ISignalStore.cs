namespace Trading.Sdk.Persistence;

/// <summary>Signals and what became of them.</summary>
public interface ISignalStore
{
    /// <summary>Signals.</summary>
    IRecordStore<SignalRecord> Signals { get; }

    /// <summary>Outcomes.</summary>
    IRecordStore<SignalOutcomeRecord> SignalOutcomes { get; }
}
