namespace Trading.Sdk.ReinforcementLearning;

/// <summary>The one order that a <see cref="MarketReplay"/> has in the market after its arrival: waiting in the queue, or taking slice by slice.</summary>
internal struct WorkingOrder
{
    /// <summary>Units still wanted, positive to buy; 0 for no order.</summary>
    public double Left;

    public OrderStyle Style;

    /// <summary>Position it is for.</summary>
    public int Target;

    /// <summary>Limit price of a waiting order.</summary>
    public double Price;

    /// <summary>Size that stands before the shown part in the queue.</summary>
    public double Ahead;

    /// <summary>Units of the part that is shown now, without sign.</summary>
    public double Shown;

    /// <summary>Slices still to take.</summary>
    public int Slices;

    public int DecisionRow;

    public readonly bool IsBuy => Left > 0;

    /// <summary>What one row's volume at the price fills, without sign; works off the queue and shows the next part when one is gone.</summary>
    /// <param name="traded">Volume traded against the price.</param>
    /// <param name="displayed">Size displayed at the best price now: where the next part of an iceberg queues.</param>
    /// <param name="peak">Largest part shown.</param>
    public double FillFromQueue(double traded, double displayed, double peak)
    {
        double filled = Math.Clamp(traded - Ahead, 0, Shown);
        Ahead = Math.Max(0, Ahead - traded);
        Shown -= filled;
        if (Shown <= 0 && Math.Abs(Left) > filled)
        {
            Shown = Math.Min(peak, Math.Abs(Left) - filled);
            Ahead = displayed;
        }

        return filled;
    }

    public readonly void Save(BinaryWriter writer)
    {
        writer.Write(Left);
        writer.Write(Target);
        writer.Write((int)Style);
        writer.Write(Price);
        writer.Write(Ahead);
        writer.Write(Shown);
        writer.Write(Slices);
        writer.Write(DecisionRow);
    }

    public static WorkingOrder Load(BinaryReader reader) => new()
    {
        Left = reader.ReadDouble(),
        Target = reader.ReadInt32(),
        Style = (OrderStyle)reader.ReadInt32(),
        Price = reader.ReadDouble(),
        Ahead = reader.ReadDouble(),
        Shown = reader.ReadDouble(),
        Slices = reader.ReadInt32(),
        DecisionRow = reader.ReadInt32(),
    };
}
