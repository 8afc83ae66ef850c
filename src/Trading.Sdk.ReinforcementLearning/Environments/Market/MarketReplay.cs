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
/// A waiting order joins the queue behind the size displayed at its arrival. It is filled by volume traded against its price in later rows once the queue before it is
/// worked off, or in full when the other side's best price reaches it; an iceberg shows one part after the other. A sliced order takes an equal part in each of several
/// rows. A later decision for the same target in the same style leaves the order where it is; any other replaces what is left of it. Taking orders walk the book where the recording has depth.
/// </para>
/// </remarks>
public sealed class MarketReplay : IEnvironment
{
    private const int OwnFeatures = 5;

    // What rounding leaves of a sliced order is no order.
    private const double SmallestQuantity = 1e-9;

    private readonly MarketRecording recording;
    private readonly MarketReplayOptions options;
    private readonly int end;
    private readonly int[] pendingTarget, pendingRow, pendingStyle;
    private int row, episodeEnd, pendingHead, pendingCount, lastTarget;
    private double position, cash, entryCost;
    private WorkingOrder order;

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
        ActionSpace = options.Styles.Count > 1 ? ActionSpace.Discrete(targets, options.Styles.Count) : ActionSpace.Discrete(targets);
        pendingTarget = new int[options.LatencyRows];
        pendingRow = new int[options.LatencyRows];
        pendingStyle = new int[options.LatencyRows];
    }

    /// <inheritdoc/>
    public int ObservationSize => recording.FeatureCount + OwnFeatures;

    /// <summary>Position to hold, from the lowest to the largest; with several <see cref="MarketReplayOptions.Styles"/> a second choice names one of them.</summary>
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
    public static ObservationSchema CreateSchema(IEnumerable<string> recordingFeatures) => new([.. recordingFeatures, .. OwnFeatureNames]);

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
        position = cash = entryCost = 0;
        order = default;
        pendingHead = pendingCount = lastTarget = 0;
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

        int style = options.Styles.Count > 1 ? (int)action[1] : 0;
        if (style < 0 || style >= options.Styles.Count)
        {
            throw new ArgumentOutOfRangeException(nameof(action), style, $"Expected a style from 0 to {options.Styles.Count - 1}.");
        }

        double before = Equity;
        int slot = (pendingHead + pendingCount) % pendingTarget.Length;
        pendingTarget[slot] = lastTarget = TargetOf(choice);
        pendingStyle[slot] = style;
        pendingRow[slot] = row;
        pendingCount++;

        row++;
        WorkOrder();
        if (row - pendingRow[pendingHead] >= options.LatencyRows)
        {
            Arrive(pendingTarget[pendingHead], options.Styles[pendingStyle[pendingHead]], pendingRow[pendingHead]);
            pendingHead = (pendingHead + 1) % pendingTarget.Length;
            pendingCount--;
        }

        bool ended = row >= episodeEnd;
        if (ended && options.LiquidateAtEnd && position != 0)
        {
            order = default;
            Fill(-position, recording.TakePrice(row, -position), row - 1, passive: false);
        }

        Observe(observation);
        float reward = (float)((Equity - before) / options.RewardScale);
        return new StepResult(reward, ended && options.LiquidateAtEnd, ended && !options.LiquidateAtEnd);
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        foreach (int value in (ReadOnlySpan<int>)[row, episodeEnd, pendingHead, pendingCount, lastTarget, .. pendingTarget, .. pendingRow, .. pendingStyle])
        {
            writer.Write(value);
        }

        foreach (double value in (ReadOnlySpan<double>)[position, cash, entryCost])
        {
            writer.Write(value);
        }

        order.Save(writer);
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
        foreach (int[] pending in (ReadOnlySpan<int[]>)[pendingTarget, pendingRow, pendingStyle])
        {
            for (int i = 0; i < pending.Length; i++)
            {
                pending[i] = reader.ReadInt32();
            }
        }

        position = reader.ReadDouble();
        cash = reader.ReadDouble();
        entryCost = reader.ReadDouble();
        order = WorkingOrder.Load(reader);
        if (row < 0 || row >= recording.RowCount || pendingHead < 0 || pendingHead >= pendingTarget.Length || pendingCount < 0 || pendingCount > pendingTarget.Length)
        {
            throw new InvalidDataException("The saved state does not belong to this recording and these options.");
        }
    }

    private void Arrive(int target, OrderStyle style, int decisionRow)
    {
        if (order.Left != 0 && order.Target == target && order.Style == style)
        {
            return;
        }

        double quantity = target - position;
        order = default;
        if (Math.Abs(quantity) < SmallestQuantity)
        {
            return;
        }

        if (style == OrderStyle.Take)
        {
            Fill(quantity, recording.TakePrice(row, quantity), decisionRow, passive: false);
            return;
        }

        order.Left = quantity;
        order.Target = target;
        order.Style = style;
        order.DecisionRow = decisionRow;
        if (style == OrderStyle.Slice)
        {
            order.Slices = options.SliceRows;
            TakeSlice();
            return;
        }

        bool buy = order.IsBuy;
        order.Price = buy ? recording.Bid(row) : recording.Ask(row);
        order.Ahead = recording.DisplayedSize(row, buy);
        order.Shown = style == OrderStyle.Iceberg ? Math.Min(options.IcebergPeak, Math.Abs(quantity)) : Math.Abs(quantity);
    }

    private void WorkOrder()
    {
        if (order.Left == 0)
        {
            return;
        }

        if (order.Style == OrderStyle.Slice)
        {
            TakeSlice();
            return;
        }

        bool buy = order.IsBuy;
        double filled = 0;
        if (buy ? recording.Ask(row) <= order.Price : recording.Bid(row) >= order.Price)
        {
            filled = Math.Abs(order.Left);
        }
        else if (buy ? recording.Bid(row - 1) <= order.Price : recording.Ask(row - 1) >= order.Price)
        {
            filled = order.FillFromQueue(recording.TradedAgainst(row, buy), recording.DisplayedSize(row, buy), order.Style == OrderStyle.Iceberg ? options.IcebergPeak : double.PositiveInfinity);
        }

        if (filled > 0)
        {
            double quantity = buy ? filled : -filled;
            order.Left -= quantity;
            Fill(quantity, order.Price, order.DecisionRow, passive: true);
        }
    }

    private void TakeSlice()
    {
        double quantity = order.Left / order.Slices;
        order.Slices--;
        order.Left = order.Slices == 0 ? 0 : order.Left - quantity;
        Fill(quantity, recording.TakePrice(row, quantity), order.DecisionRow, passive: false);
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
        observation[n + 4] = (float)(order.Left * unit);
    }
}
