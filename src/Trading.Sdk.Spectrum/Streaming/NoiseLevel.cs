namespace Trading.Sdk.Spectrum;

/// <summary>
/// The deviation of white noise in a stream from the size of its finest details under the wavelet db4, whose four vanishing
/// moments leave next to nothing of cycles longer than about ten samples: mean |d| · √(π/2), the mean with exponential memory.
/// </summary>
internal sealed class NoiseLevel
{
    private readonly double[] filter = Wavelet.Named("db4").ReconstructionHigh;
    private readonly double[] recent = new double[8];
    private double meanSize;
    private double weight;
    private int place;
    private long count;

    public double Deviation => meanSize * 1.2533141373155003;

    public void Push(double sample, double decay)
    {
        if (count == 0)
        {
            Array.Fill(recent, sample);
        }

        recent[place] = sample;
        double detail = 0;
        for (int l = 0; l < filter.Length; l++)
        {
            detail += filter[l] * recent[(place - l) & 7];
        }

        place = (place + 1) & 7;
        if (++count >= filter.Length)
        {
            weight = (decay * weight) + (1 - decay);
            meanSize += (1 - decay) / weight * (Math.Abs(detail) - meanSize);
        }
    }

    public void Clear() => (meanSize, weight, place, count) = (0, 0, 0, 0);
}
