using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Trading.Sdk.DataFeeds;

/// <summary>Healthy while the feed is live, degraded while it is stale or finding its way, unhealthy when disconnected or failed.</summary>
/// <param name="feed">The feed.</param>
public sealed class FeedHealthCheck(ILiveFeed feed) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        FeedStatus status = feed.Status;
        HealthStatus health = status.State switch
        {
            FeedState.Live => HealthStatus.Healthy,
            FeedState.Failed or FeedState.Disconnected => HealthStatus.Unhealthy,
            _ => HealthStatus.Degraded,
        };
        return Task.FromResult(new HealthCheckResult(health, $"{status.State} ({status.Reason})"));
    }
}
