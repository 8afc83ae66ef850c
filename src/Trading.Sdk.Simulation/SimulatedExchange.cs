using Trading.Sdk.MarketData;

namespace Trading.Sdk.Simulation;

/// <summary>
/// A seeded exchange with one instrument: a price-time matching engine, order-flow participants, and the public streams of a
/// venue as <see cref="MarketEvent"/>s. The same options give the same bytes on every machine. Single-threaded; after the pools
/// have grown nothing is allocated per event.
/// </summary>
public sealed class SimulatedExchange : IMatchingListener
{
    private const int WakeKind = 0;
    private const int CommandArrival = 1;
    private const int ReportArrival = 2;
    private const int RegimeStep = 3;
    private const int LevelInterval = 4;

    private readonly SimulationOptions _options;
    private readonly EventPublisher _publisher;
    private readonly Schedule _schedule = new();
    private readonly List<MarketAccess> _participants = [];
    private readonly Pool<PendingCommand> _commands = new();
    private readonly Pool<ExecutionReport> _delayedReports = new();
    private readonly long _levelIntervalNanos;
    private ExecutionReport[] _reports = new ExecutionReport[64];
    private int _reportCount;
    private bool _isDelivering;

    /// <summary>Builds the session: the options' participants join, the opening book is laid and published as a snapshot.</summary>
    /// <param name="options">The session; null = all defaults.</param>
    /// <param name="levels">Receives the level-2 stream: trades and level changes; null = not wanted.</param>
    /// <param name="orders">Receives the level-3 stream: orders, executions and trades; null = not wanted.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public SimulatedExchange(SimulationOptions? options = null, IMarketEventSink? levels = null, IMarketEventSink? orders = null)
    {
        _options = options ?? new SimulationOptions();
        _options.Validate();
        Now = _options.StartTime;
        MidTicks = _options.InitialMidTicks;
        Book = new MatchingEngine(this);
        RegimeProcess = new RegimeProcess(_options.Regimes, SimulationRandom.ForStream(_options.Seed, 1), _options.InitialMidTicks, Now);
        _publisher = new EventPublisher(Book, _options, SimulationRandom.ForStream(_options.Seed, 0), levels, orders);
        _schedule.Add(Now + RegimeProcess.StepNanos, RegimeStep, 0);
        _levelIntervalNanos = _options.LevelInterval.Ticks * TimeSpan.NanosecondsPerTick;
        if (_levelIntervalNanos > 0)
        {
            _schedule.Add(Now + _levelIntervalNanos, LevelInterval, 0);
        }

        if (_options.Background is { } background)
        {
            Join(new BackgroundFlow(background, _options.InitialMidTicks));
        }

        if (_options.MarketOrders is { } marketOrders)
        {
            Join(new HawkesFlow(marketOrders));
        }

        if (_options.MarketMaker is { } maker)
        {
            Join(new MarketMaker(maker), maker.Latency);
        }

        if (_options.TrendFollower is { } follower)
        {
            Join(new TrendFollower(follower), follower.Latency);
        }

        _publisher.IsMuted = false;
        PublishSnapshot();
    }

    /// <summary>The instrument traded.</summary>
    public Instrument Instrument => _options.Instrument;

    /// <summary>The book, for reading; orders go through <see cref="Join"/>.</summary>
    public MatchingEngine Book { get; }

    /// <summary>Exchange time, nanoseconds since 1970.</summary>
    public long Now { get; private set; }

    /// <summary>The regime that rules now.</summary>
    public SimulatedRegime Regime => RegimeProcess.Regime;

    /// <summary>The hidden value that informed flow leans to, in ticks. What no trader of a real market sees: use it to judge, never to decide.</summary>
    public double HiddenValueTicks => RegimeProcess.ValueTicks;

    /// <summary>Mid price in ticks; while a side is empty, the last one known.</summary>
    public double MidTicks { get; private set; }

    /// <summary>Events published on the level-2 stream.</summary>
    public long LevelEvents => _publisher.LevelEvents;

    /// <summary>Events published on the level-3 stream.</summary>
    public long OrderEvents => _publisher.OrderEvents;

    /// <summary>Commands that reached the matching engine.</summary>
    public long Commands { get; private set; }

    internal RegimeProcess RegimeProcess { get; }

    /// <summary>Connects a participant. It may join before the first run or between runs.</summary>
    /// <param name="participant">Who trades; one connection each.</param>
    /// <param name="latency">Delay of orders and reports; null = none.</param>
    /// <returns>The connection, through which orders may also be sent between runs.</returns>
    public MarketAccess Join(ExchangeParticipant participant, LatencyModel? latency = null)
    {
        ArgumentNullException.ThrowIfNull(participant);
        int number = _participants.Count + 1;
        var access = new MarketAccess(this, participant, number, latency ?? LatencyModel.None, SimulationRandom.ForStream(_options.Seed, number + 1));
        _participants.Add(access);
        ScheduleWake(number, participant.OnStart(access), Now);
        return access;
    }

    /// <summary>Lets the market run up to a time, inclusive; published events reach the sinks before the method returns.</summary>
    /// <param name="time">Nanoseconds since 1970; a time already reached does nothing.</param>
    public void RunUntil(long time)
    {
        while (_schedule.NextTime <= time)
        {
            Schedule.Entry due = _schedule.Take();
            Now = Math.Max(Now, due.Time);
            switch (due.Kind)
            {
                case WakeKind:
                    MarketAccess access = _participants[due.Index - 1];
                    ScheduleWake(due.Index, access.Participant.OnWake(access), Now + 1);
                    break;
                case CommandArrival:
                    Execute(_commands.Take(due.Index));
                    break;
                case ReportArrival:
                    Deliver(_delayedReports.Take(due.Index));
                    break;
                case RegimeStep:
                    RegimeProcess.Step(Now);
                    _schedule.Add(Now + RegimeProcess.StepNanos, RegimeStep, 0);
                    break;
                default:
                    _publisher.EndInterval(Now);
                    _schedule.Add(Now + _levelIntervalNanos, LevelInterval, 0);
                    break;
            }
        }

        Now = Math.Max(Now, time);
        _publisher.Flush();
    }

    /// <summary>Lets the market run for a while.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The duration is negative.</exception>
    public void RunFor(TimeSpan duration)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        RunUntil(checked(Now + duration.Ticks * TimeSpan.NanosecondsPerTick));
    }

    /// <summary>Publishes the whole book on both streams, as a venue does for a client that connects or has lost its place.</summary>
    public void PublishSnapshot()
    {
        _publisher.Snapshot(Now);
        _publisher.Flush();
    }

    void IMatchingListener.OnOrderAdded(long orderId, Side side, long priceTicks, long displayedLots) => _publisher.Added(orderId, side, priceTicks, displayedLots);

    void IMatchingListener.OnOrderReduced(long orderId, Side side, long priceTicks, long displayedLots) => _publisher.Reduced(orderId, side, priceTicks, displayedLots);

    void IMatchingListener.OnOrderRemoved(long orderId, Side side, long priceTicks, long displayedLots) => _publisher.Removed(orderId, side, priceTicks, displayedLots);

    void IMatchingListener.OnTrade(in MatchedTrade trade) => _publisher.Traded(trade);

    void IMatchingListener.OnReport(in ExecutionReport report)
    {
        if (_reportCount == _reports.Length)
        {
            Array.Resize(ref _reports, _reportCount * 2);
        }

        _reports[_reportCount++] = report;
    }

    internal void Send(MarketAccess from, PendingCommand command)
    {
        command.Participant = from.Number;
        if (from.IsImmediate)
        {
            Execute(command);
        }
        else
        {
            _schedule.Add(from.NextArrival(), CommandArrival, _commands.Put(command));
        }
    }

    private void Execute(in PendingCommand command)
    {
        Commands++;
        switch (command.Kind)
        {
            case CommandKind.Submit:
                Book.Submit(command.Participant, command.Request);
                break;
            case CommandKind.Cancel:
                Book.Cancel(command.Participant, command.OrderId);
                break;
            default:
                Book.Replace(command.Participant, command.OrderId, command.Request.PriceTicks, command.Request.QuantityLots, command.Kind == CommandKind.ReplacePostOnly);
                break;
        }

        if (Book.TryGetBest(Side.Bid, out DepthLevel bid) && Book.TryGetBest(Side.Ask, out DepthLevel ask))
        {
            MidTicks = (bid.Price + ask.Price) * 0.5;
        }

        _publisher.EndCommand(Now);
        if (!_isDelivering)
        {
            DeliverReports();
        }
    }

    // A participant may answer a report with another order; its reports queue up behind the present ones.
    private void DeliverReports()
    {
        _isDelivering = true;
        for (int i = 0; i < _reportCount; i++)
        {
            ExecutionReport report = _reports[i];
            MarketAccess access = _participants[report.Participant - 1];
            if (access.IsImmediate)
            {
                access.Participant.OnReport(access, report);
            }
            else
            {
                _schedule.Add(access.NextReportArrival(), ReportArrival, _delayedReports.Put(report));
            }
        }

        _reportCount = 0;
        _isDelivering = false;
    }

    private void Deliver(in ExecutionReport report)
    {
        MarketAccess access = _participants[report.Participant - 1];
        access.Participant.OnReport(access, report);
    }

    private void ScheduleWake(int number, long time, long earliest)
    {
        if (time != long.MaxValue)
        {
            _schedule.Add(Math.Max(time, earliest), WakeKind, number);
        }
    }
}
