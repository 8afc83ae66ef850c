namespace Trading.Sdk.Persistence;

/// <summary>What the platform itself did.</summary>
public interface IOperationsStore
{
    /// <summary>System events.</summary>
    IRecordStore<SystemEventRecord> SystemEvents { get; }

    /// <summary>The audit trail.</summary>
    IAuditTrail Audit { get; }
}
