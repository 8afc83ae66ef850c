namespace Trading.Sdk.Testing;

/// <summary>One thing that a <see cref="FakeTwsGateway"/> does on a depth subscription.</summary>
public readonly record struct FakeTwsStep
{
    /// <summary>What it is.</summary>
    public FakeTwsStepKind Kind { get; init; }

    /// <summary>Row: 0 insert, 1 update, 2 delete.</summary>
    public int Operation { get; init; }

    /// <summary>Row: its position, 0 = best.</summary>
    public int Position { get; init; }

    /// <summary>Row: 0 ask, 1 bid.</summary>
    public int Side { get; init; }

    /// <summary>Row: price as text.</summary>
    public string Price { get; init; }

    /// <summary>Row: size as text.</summary>
    public string Size { get; init; }

    /// <summary>Row: market maker or exchange.</summary>
    public string MarketMaker { get; init; }

    /// <summary>Error: its code.</summary>
    public int Code { get; init; }

    /// <summary>Error: its text.</summary>
    public string Text { get; init; }

    /// <summary>Error: true = under the id of the subscription, false = under −1.</summary>
    public bool WithRequestId { get; init; }

    /// <summary>Pause: how long.</summary>
    public TimeSpan Length { get; init; }

    /// <summary>A depth row.</summary>
    public static FakeTwsStep Row(int operation, int position, int side, string price, string size, string marketMaker = "") =>
        new() { Kind = FakeTwsStepKind.Row, Operation = operation, Position = position, Side = side, Price = price, Size = size, MarketMaker = marketMaker };

    /// <summary>An error or notice.</summary>
    public static FakeTwsStep Error(int code, string text, bool withRequestId = true) => new() { Kind = FakeTwsStepKind.Error, Code = code, Text = text, WithRequestId = withRequestId };

    /// <summary>The connection is reset.</summary>
    public static FakeTwsStep Disconnect() => new() { Kind = FakeTwsStepKind.Disconnect };

    /// <summary>Nothing happens for a while (real time).</summary>
    public static FakeTwsStep Pause(TimeSpan length) => new() { Kind = FakeTwsStepKind.Pause, Length = length };
}
