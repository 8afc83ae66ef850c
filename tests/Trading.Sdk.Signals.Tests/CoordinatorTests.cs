using Trading.Sdk.Signals;
using Trading.Sdk.Statistics;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Signals.Tests;

public class CoordinatorTests
{
    private const long Second = 1_000_000_000;

    [Fact]
    public void Board_RepeatedOldAndFrequentSignals_AreCountedAndKeptOut()
    {
        var board = new SignalBoard(new SignalBoardOptions { MinimumInterval = 10 * Second });
        Signal first = Of("a", 0.7, 0);
        Assert.Equal(SignalReception.Accepted, board.Post(first, 0));
        Assert.Equal(SignalReception.Duplicate, board.Post(first, Second));
        Assert.Equal(SignalReception.Throttled, board.Post(Of("a", 0.8, 5 * Second), 5 * Second));
        // A change of direction passes at once.
        Assert.Equal(SignalReception.Accepted, board.Post(Of("a", 0.3, 6 * Second), 6 * Second));
        Assert.Equal(SignalReception.Late, board.Post(Of("a", 0.9, 2 * Second), 6 * Second));
        Assert.Equal(SignalReception.Late, board.Post(Of("b", 0.9, 0), 500 * Second));
        var usable = new Signal[4];
        Assert.Equal(1, board.CopyUsable(7 * Second, usable));
        Assert.Equal(0, board.CopyUsable(200 * Second, usable));
        Assert.Throws<ArgumentException>(() => board.Post(Of("c", 1.2, 0), 0));
    }

    [Fact]
    public void RegimeWeights_SourceThatIsRightInOneRegime_CountsThereAndNotElsewhere()
    {
        var weights = new RegimeWeights(2, ["good", "bad"]);
        var random = new RandomStream(1, 0);
        for (int i = 0; i < 500; i++)
        {
            bool rose = random.NextBoolean();
            weights.Learn("good", 1, rose ? 0.7 : 0.3, rose);
            weights.Learn("bad", 1, rose ? 0.3 : 0.7, rose);
        }

        Assert.Equal((1.0, 1.0), (weights.WeightOf("good"), weights.WeightOf("bad")));
        weights.Enter(1);
        Assert.True(weights.WeightOf("good") > 1.7);
        Assert.Equal(2, weights.WeightOf("good") + weights.WeightOf("bad"), 12);
        Assert.Equal(1, weights.WeightOf("unknown"));
    }

    [Fact]
    public void Outcomes_HorizonNotOver_NothingIsLearnt()
    {
        var resolved = new List<ResolvedSignal>();
        var ledger = new OutcomeLedger(resolved.Add);
        ledger.OnPrice(0, 100);
        ledger.Note(Of("a", 0.7, 0), 0);
        ledger.OnPrice(60 * Second, 110);
        Assert.Empty(resolved);
        // The price behind the end does not count: the outcome is that of the last price at the end.
        ledger.OnPrice((60 * Second) + 1, 50);
        ResolvedSignal outcome = Assert.Single(resolved);
        Assert.Equal((Math.Log(1.1), true, 60 * Second), (outcome.LogReturn, outcome.IsHit, outcome.Time));
    }

    [Fact]
    public void Coordinator_AgentsOfSeveralSources_HearsEachFieldOnceAndAllocatesNothing()
    {
        var micro = new SpecialistAgent(AgentRole.Microstructure, [new Fixed("m1", 0.8), new Fixed("m2", 0.8), new Fixed("m3", 0.8)]);
        var technical = new SpecialistAgent(AgentRole.Technical, [new Fixed("t", 0.2)]);
        var coordinator = new SignalCoordinator([micro, technical], new SignalFusion(new SignalFusionOptions { DeadBand = 0 }));
        Assert.True(coordinator.TryDecide(0, out Signal decision));
        Assert.Equal((0.5, 2), (Math.Round(decision.ProbabilityUp, 12), coordinator.HeardCount));
        AllocationGuard.ShouldNotAllocate(() => coordinator.TryDecide(0, out _));
        Assert.Throws<ArgumentException>(() => new SignalCoordinator([micro, micro]));
        Assert.False(new SignalCoordinator([]).TryDecide(0, out _));
    }

    private static Signal Of(string source, double up, long time) => new()
    {
        InstrumentId = 1,
        Source = source,
        Direction = up > 0.5 ? SignalDirection.Long : SignalDirection.Short,
        Confidence = Math.Max(up, 1 - up),
        Horizon = 60 * Second,
        EventTime = time,
        AvailableTime = time,
    };

    private sealed class Fixed(string name, double up) : ISignalSource
    {
        public string Name => name;

        public bool TryGetSignal(long time, out Signal signal)
        {
            signal = Of(name, up, 0);
            return true;
        }
    }
}
