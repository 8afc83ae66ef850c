namespace Trading.Sdk.Spectrum;

/// <summary>The last n samples as one contiguous span: every sample is written twice, n places apart.</summary>
internal sealed class SlidingWindow(int length)
{
    private readonly double[] values = new double[2 * length];
    private int place;

    public long Count { get; private set; }

    public bool IsFull => Count >= length;

    public double Last => values[(place == 0 ? length : place) - 1];

    public ReadOnlySpan<double> Span => values.AsSpan(place, length);

    public void Push(double sample)
    {
        values[place] = sample;
        values[place + length] = sample;
        place = place + 1 == length ? 0 : place + 1;
        Count++;
    }

    public void Clear() => (place, Count) = (0, 0);
}
