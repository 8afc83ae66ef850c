using Trading.Sdk.Testing;

namespace Trading.Sdk.DataFeeds.Tests.Binance;

public class BinanceWeightBudgetTests
{
    [Fact]
    public async Task Acquire_BeyondTheMinute_WaitsForTheNext()
    {
        var clock = new ManualTimeProvider();
        var budget = new BinanceWeightBudget(100, clock);
        await budget.AcquireAsync(60, CancellationToken.None);
        await budget.AcquireAsync(40, CancellationToken.None);
        Task waiting = budget.AcquireAsync(1, CancellationToken.None).AsTask();
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(waiting.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(2));
        await waiting.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(1, budget.UsedWeight);
    }

    [Fact]
    public async Task Observe_TheVenuesCountIsBelievedWhereItIsHigher()
    {
        var clock = new ManualTimeProvider();
        var budget = new BinanceWeightBudget(100, clock);
        await budget.AcquireAsync(10, CancellationToken.None);
        budget.Observe(95);
        Assert.Equal(95, budget.UsedWeight);
        Task waiting = budget.AcquireAsync(10, CancellationToken.None).AsTask();
        Assert.False(waiting.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(61));
        await waiting.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Close_NobodyPassesBeforeItsEnd_AndWaitingCanBeCancelled()
    {
        var clock = new ManualTimeProvider();
        var budget = new BinanceWeightBudget(1000, clock);
        budget.Close(TimeSpan.FromMinutes(3));
        budget.Close(TimeSpan.FromSeconds(1));
        using var stop = new CancellationTokenSource();
        Task cancelled = budget.AcquireAsync(1, stop.Token).AsTask(), waiting = budget.AcquireAsync(1, CancellationToken.None).AsTask();
        clock.Advance(TimeSpan.FromMinutes(2.9));
        Assert.False(waiting.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        clock.Advance(TimeSpan.FromMinutes(0.2));
        await waiting.WaitAsync(TimeSpan.FromSeconds(10));
    }
}
