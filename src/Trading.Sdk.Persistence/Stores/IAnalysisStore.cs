namespace Trading.Sdk.Persistence;

/// <summary>Spectra, features and anomalies.</summary>
public interface IAnalysisStore
{
    /// <summary>Spectrum analyses.</summary>
    IRecordStore<SpectrumRecord> Spectra { get; }

    /// <summary>Feature vectors.</summary>
    IRecordStore<FeatureRecord> Features { get; }

    /// <summary>Anomalies.</summary>
    IRecordStore<AnomalyRecord> Anomalies { get; }
}
