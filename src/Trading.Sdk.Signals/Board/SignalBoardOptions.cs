namespace Trading.Sdk.Signals;

/// <summary>Options of a <see cref="SignalBoard"/>.</summary>
public sealed class SignalBoardOptions
{
    /// <summary>Shortest time between two signals of a source that point the same way, nanoseconds, at least 0. Default 0.</summary>
    public long MinimumInterval { get; init; }

    /// <summary>Smallest change of the probability that replaces a usable signal of the same direction, in [0, 1]. Default 0.</summary>
    public double MinimumChange { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(MinimumInterval);
        if (!(MinimumChange is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(MinimumChange), MinimumChange, "The change lies in [0, 1].");
        }
    }
}
