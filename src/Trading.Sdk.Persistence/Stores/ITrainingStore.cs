namespace Trading.Sdk.Persistence;

/// <summary>Training sessions and what they measured.</summary>
public interface ITrainingStore
{
    /// <summary>Training sessions.</summary>
    IRecordStore<TrainingSessionRecord> TrainingSessions { get; }

    /// <summary>Training curves.</summary>
    IRecordStore<TrainingMetricRecord> TrainingMetrics { get; }

    /// <summary>Reinforcement-learning episodes.</summary>
    IRecordStore<RlEpisodeRecord> RlEpisodes { get; }
}
