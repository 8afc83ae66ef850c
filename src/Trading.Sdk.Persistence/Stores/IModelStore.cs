namespace Trading.Sdk.Persistence;

/// <summary>Models, their versions, configurations and performance.</summary>
public interface IModelStore
{
    /// <summary>Models and versions.</summary>
    IRecordStore<ModelRecord> Models { get; }

    /// <summary>Versioned configurations.</summary>
    IRecordStore<ModelConfigurationRecord> Configurations { get; }

    /// <summary>Performance figures.</summary>
    IRecordStore<ModelPerformanceRecord> ModelPerformance { get; }
}
