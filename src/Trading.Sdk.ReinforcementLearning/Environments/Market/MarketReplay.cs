using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <summary>
/// Trades a recording: the action names the position to hold (and how to get there), the reward is the change of equity at
/// the middle price, after fees and spread. A decision on row t reaches the market at row t + latency, never earlier.
/// </summary>
/// <remarks>
/// Observation: the recording's features, then position and pending target (shares of the largest), unrealised profit in
/// rewards, share of the episode left, and size waiting in the queue (share of the largest).
/// <para>
/// A passive order joins the queue behind the size displayed at its arrival. It is filled by volume traded against its price in later rows once the queue before it is
/// worked off, or in full when the other side's best price reaches it. A later decision replaces it.
/// </para>
/// </remarks>
public sealed class MarketReplay : IEnvironment
{
    private const int OwnFeatures = 5;
    private readonly MarketRecording recording;
    private readonly MarketReplayOptions options;
    private readonly int end;
    private readonly int[] pendingTarget, pendingRow;
    private readonly bool[] pendingPassive;
    private int row, episodeEnd, pendingHead, pendingCount, lastTarget;
    private double position, cash, entryCost;
    private double waiting, waitingPrice, queueAhead;
    private int waitingRow;

    /// <summary>Makes the environment.</summary>
    /// <param name="recording">What is played; may be shared.</param>
    /// <param name="options">Settings, or null for the defaults.</param>
    /// <exception cref="ArgumentException">A setting is out of its range or does not fit the recording.</exception>
    public MarketReplay(MarketRecording recording, MarketReplayOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(recording);
        this.recording = recording;
        this.options = options ??= new MarketReplayOptions();
        options.Validate(recording);
        end = options.EndRow == 0 ? recording.RowCount : options.EndRow;
        int targets = options.MaximumPosition * (options.AllowShort ? 2 : 1) + 1;
        ActionSpace = options.PassiveOrders ? ActionSpace.Discrete(targets, 2) : ActionSpace.Discrete(targets);
        pendingTarget = new int[options.LatencyRows];
        pendingRow = new int[options.LatencyRows];
        pendingPassive = new bool[options.LatencyRows];
    }

    /// <inheritdoc/>
    public int ObservationSize => recording.FeatureCount + OwnFeatures;

    /// <summary>Position to hold, from the lowest to the largest; with passive orders a second choice: 0 takes, 1 joins the queue.</summary>
    public ActionSpace ActionSpace { get; }

    /// <inheritdoc/>
    public int MaximumSteps => 0;

    /// <summary>Row of the last observation.</summary>
    public int Row => row;

    /// <summary>Units held.</summary>
    public double Position => position;

    /// <summary>Money from fills and fees since the episode began; 0 at its start.</summary>
    public double Cash => cash;

    /// <summary>Cash plus the position at the middle price of the row.</summary>
    public double Equity => cash + (position * recording.Mid(row));

    /// <summary>Called for every fill, in order; null for nobody.</summary>
    public Action<MarketFill>? Filled { get; set; }

    /// <summary>Names of the observation's features behind those of the recording.</summary>
    public static IReadOnlyList<string> OwnFeatureNames { get; } = ["account.position", "account.pending_target", "account.unrealized_profit", "account.time_left", "account.waiting"];

    /// <summary>The schema of the observations for a recording with the given feature names.</summary>
    public static FeatureSchema CreateSchema(IEnumerable<string> recordingFeatures) => new([.. recordingFeatures, .. OwnFeatureNames]);

    /// <summary>The position that a choice stands for.</summary>
    public int TargetOf(int choice) => options.AllowShort ? choice - options.MaximumPosition : choice;

    /// <inheritdoc/>
    public void Reset(ref RandomStream random, Span<float> observation)
    {
        int last = end - options.LatencyRows - 2;
        // The last start that leaves a full episode, where the recording is long enough.
        int latest = Math.Max(options.FirstRow, Math.Min(last, end - 1 - options.EpisodeRows));
        row = options.RandomStart ? options.FirstRow + random.NextInt32(latest - options.FirstRow + 1) : options.FirstRow;
        episodeEnd = Math.Min(end - 1, row + options.EpisodeRows);
        position = cash = entryCost = waiting = waitingPrice = queueAhead = 0;
        pendingHead = pendingCount = lastTarget = waitingRow = 0;
        Observe(observation);
    }

    /// <inheritdoc/>
    public StepResult Step(ReadOnlySpan<float> action, ref RandomStream random, Span<float> observation)
    {
        int choice = (int)action[0];
        if (choice < 0 || choice >= ActionSpace.Choices[0])
        {
            throw new ArgumentOutOfRangeException(nameof(action), choice, $"Expected a choice from 0 to {ActionSpace.Choices[0] - 1}.");
        }

        double before = Equity;
        int slot = (pendingHead + pendingCount) % pendingTarget.Length;
        pendingTarget[slot] = lastTarget = TargetOf(choice);
        pendingPassive[slot] = options.PassiveOrders && action[1] > 0.5f;
        pendingRow[slot] = row;
        pendingCount++;

        row++;
        FillWaiting();
        if (row - pendingRow[pendingHead] >= options.LatencyRows)
        {
            Arrive(pendingTarget[pendingHead], pendingPassive[pendingHead], pendingRow[pendingHead]);
            pendingHead = (pendingHead + 1) % pendingTarget.Length;
            pendingCount--;
        }

        bool ended = row >= episodeEnd;
        if (ended && options.LiquidateAtEnd && position != 0)
        {
            waiting = 0;
            Fill(-position, position > 0 ? recording.Bid(row) : recording.Ask(row), row - 1, passive: false);
        }

        Observe(observation);
        float reward = (float)((Equity - before) / options.RewardScale);
        return new StepResult(reward, ended && options.LiquidateAtEnd, ended && !options.LiquidateAtEnd);
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        foreach (int value in (ReadOnlySpan<int>)[row, episodeEnd, pendingHead, pendingCount, lastTarget, waitingRow, .. pendingTarget, .. pendingRow])
        {
            writer.Write(value);
        }

        foreach (bool value in pendingPassive)
        {
            writer.Write(value);
        }

        foreach (double value in (ReadOnlySpan<double>)[position, cash, entryCost, waiting, waitingPrice, queueAhead])
        {
            writer.Write(value);
        }
    }

    /// <inheritdoc/>
    public void Load(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        row = reader.ReadInt32();
        episodeEnd = reader.ReadInt32();
        pendingHead = reader.ReadInt32();
        pendingCount = reader.ReadInt32();
        lastTarget = reader.ReadInt32();
        waitingRow = reader.ReadInt32();
        for (int i = 0; i < pendingTarget.Length; i++)
        {
            pendingTarget[i] = reader.ReadInt32();
        }

        for (int i = 0; i < pendingRow.Length; i++)
        {
            pendingRow[i] = reader.ReadInt32();
        }

        for (int i = 0; i < pendingPassive.Length; i++)
        {
            pendingPassive[i] = reader.ReadBoolean();
        }

        position = reader.ReadDouble();
        cash = reader.ReadDouble();
        entryCost = reader.ReadDouble();
        waiting = reader.ReadDouble();
        waitingPrice = reader.ReadDouble();
        queueAhead = reader.ReadDouble();
        if (row < 0 || row >= recording.RowCount || pendingHead < 0 || pendingHead >= pendingTarget.Length || pendingCount < 0 || pendingCount > pendingTarget.Length)
        {
            throw new InvalidDataException("The saved state does not belong to this recording and these options.");
        }
    }

    private void Arrive(int target, bool passive, int decisionRow)
    {
        waiting = 0;
        double quantity = target - position;
        if (quantity == 0)
        {
            return;
        }

        bool buy = quantity > 0;
        if (!passive)
        {
            Fill(quantity, buy ? recording.Ask(row) : recording.Bid(row), decisionRow, passive: false);
            return;
        }

        waiting = quantity;
        waitingPrice = buy ? recording.Bid(row) : recording.Ask(row);
        queueAhead = recording.DisplayedSize(row, buy);
        waitingRow = decisionRow;
    }

    private void FillWaiting()
    {
        if (waiting == 0)
        {
            return;
        }

        bool buy = waiting > 0;
        double size = Math.Abs(waiting), filled = 0;
        if (buy ? recording.Ask(row) <= waitingPrice : recording.Bid(row) >= waitingPrice)
        {
            filled = size;
        }
        else if (buy ? recording.Bid(row - 1) <= waitingPrice : recording.Ask(row - 1) >= waitingPrice)
        {
            double traded = recording.TradedAgainst(row, buy);
            filled = Math.Clamp(traded - queueAhead, 0, size);
            queueAhead = Math.Max(0, queueAhead - traded);
        }

        if (filled > 0)
        {
            double quantity = buy ? filled : -filled;
            waiting -= quantity;
            Fill(quantity, waitingPrice, waitingRow, passive: true);
        }
    }

    private void Fill(double quantity, double price, int decisionRow, bool passive)
    {
        double value = quantity * price, fee = Math.Abs(value) * (passive ? options.MakerFee : options.TakerFee);
        cash -= value + fee;
        double held = position;
        position += quantity;
        if (held == 0 || held * quantity > 0)
        {
            entryCost += value;
        }
        else
        {
            // Reduced, closed or turned: what is left keeps its average price, what turned has the new one.
            entryCost = held * position > 0 ? entryCost * (position / held) : position * price;
        }

        Filled?.Invoke(new MarketFill(decisionRow, row, quantity, price, fee, passive));
    }

    private void Observe(Span<float> observation)
    {
        int n = recording.FeatureCount;
        recording.Features(row).CopyTo(observation);
        double unit = 1.0 / options.MaximumPosition;
        observation[n] = (float)(position * unit);
        observation[n + 1] = (float)(lastTarget * unit);
        observation[n + 2] = (float)(((position * recording.Mid(row)) - entryCost) / options.RewardScale);
        observation[n + 3] = (float)(episodeEnd - row) / options.EpisodeRows;
        observation[n + 4] = (float)(waiting * unit);
    }
}
