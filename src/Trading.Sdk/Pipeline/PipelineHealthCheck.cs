using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Trading.Sdk;

/// <summary>Unhealthy when the pipeline does not run, degraded when its data is older than the limit of the alerts or a queue is nine tenths full.</summary>
/// <param name="pipeline">The pipeline.</param>
/// <param name="timeProvider">The clock.</param>
public sealed class PipelineHealthCheck(TradingPipeline pipeline, TimeProvider timeProvider) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        PipelineStatus status = pipeline.Status;
        double age = ((timeProvider.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick - status.LastDataTime) / 1e9;
        string text = FormattableString.Invariant($"{status.Events} events, {status.QueuedEvents} waiting; {status.Decisions} decisions; {status.QueuedRecords} records waiting for the store; newest data {age:0.0} s old");
        bool full = status.QueuedEvents > 0.9 * pipeline.Options.QueueEvents || status.QueuedRecords > 0.9 * pipeline.Options.QueueRecords;
        return Task.FromResult(
            !status.IsRunning ? HealthCheckResult.Unhealthy("The pipeline does not run.")
            : full || age > pipeline.Options.Alerts.SilenceMax.TotalSeconds ? HealthCheckResult.Degraded(text)
            : HealthCheckResult.Healthy(text));
    }
}
