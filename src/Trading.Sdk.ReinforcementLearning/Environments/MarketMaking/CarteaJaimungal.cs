namespace Trading.Sdk.ReinforcementLearning;

/// <summary>
/// Optimal depths of a market maker with bounded inventory and a running and a terminal inventory penalty (Cartea, Jaimungal
/// and Penalva, 2015, "Algorithmic and High-Frequency Trading", chapter 10): ω = exp(A·τ)·z, h = ln(ω)/κ.
/// </summary>
public sealed class CarteaJaimungal
{
    private readonly double[] diagonal, start;
    private readonly double beside, decay;

    /// <summary>Prepares the solution.</summary>
    /// <param name="maximumInventory">Q, at least 1.</param>
    /// <param name="fillDecay">κ of the fill rate λ·exp(−κ·depth), above 0.</param>
    /// <param name="arrivalRate">λ, above 0.</param>
    /// <param name="runningPenalty">φ of φ·q² per time, not negative.</param>
    /// <param name="terminalPenalty">α of α·q² at the end, not negative.</param>
    public CarteaJaimungal(int maximumInventory, double fillDecay, double arrivalRate, double runningPenalty, double terminalPenalty)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumInventory, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(fillDecay);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(arrivalRate);
        ArgumentOutOfRangeException.ThrowIfNegative(runningPenalty);
        ArgumentOutOfRangeException.ThrowIfNegative(terminalPenalty);
        MaximumInventory = maximumInventory;
        decay = fillDecay;
        beside = arrivalRate / Math.E;
        int n = (2 * maximumInventory) + 1;
        diagonal = new double[n];
        start = new double[n];
        for (int i = 0; i < n; i++)
        {
            double q = maximumInventory - i;
            diagonal[i] = -runningPenalty * fillDecay * q * q;
            start[i] = Math.Exp(-terminalPenalty * fillDecay * q * q);
        }
    }

    /// <summary>Q.</summary>
    public int MaximumInventory { get; }

    /// <summary>h for the inventories from Q down to −Q.</summary>
    /// <param name="timeLeft">τ, not negative.</param>
    /// <remarks>
    /// exp(A·τ) is summed as exp(−c·τ)·exp((A + c)·τ) with c so large that all entries are positive: without cancellation
    /// every component is exact to rounding, however small it is.
    /// </remarks>
    public double[] ValueFunction(double timeLeft)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(timeLeft);
        int n = diagonal.Length;
        double shift = -diagonal[0], logScale = -shift * timeLeft;
        int parts = Math.Max(1, (int)Math.Ceiling((shift + (2 * beside)) * timeLeft));
        double step = timeLeft / parts;
        double[] vector = [.. start], sum = new double[n], term = new double[n], next = new double[n];
        for (int part = 0; part < parts; part++)
        {
            vector.CopyTo(sum, 0);
            vector.CopyTo(term, 0);
            for (int k = 1; k < 60; k++)
            {
                double largest = 0;
                for (int i = 0; i < n; i++)
                {
                    double product = (diagonal[i] + shift) * term[i];
                    product += i > 0 ? beside * term[i - 1] : 0;
                    product += i + 1 < n ? beside * term[i + 1] : 0;
                    next[i] = product * step / k;
                    largest = Math.Max(largest, next[i] / sum[i]);
                    sum[i] += next[i];
                }

                (term, next) = (next, term);
                if (largest < 1e-18)
                {
                    break;
                }
            }

            double top = sum.Max();
            logScale += Math.Log(top);
            for (int i = 0; i < n; i++)
            {
                vector[i] = sum[i] / top;
            }
        }

        return Array.ConvertAll(vector, v => (Math.Log(v) + logScale) / decay);
    }

    /// <summary>Optimal depths for the inventories from Q down to −Q: 1/κ − h(q ± 1) + h(q); NaN where the inventory allows no quote.</summary>
    public (double[] Bid, double[] Ask) Depths(double timeLeft)
    {
        double[] h = ValueFunction(timeLeft);
        int n = h.Length;
        double[] bid = new double[n], ask = new double[n];
        for (int i = 0; i < n; i++)
        {
            bid[i] = i == 0 ? double.NaN : (1 / decay) - h[i - 1] + h[i];
            ask[i] = i == n - 1 ? double.NaN : (1 / decay) - h[i + 1] + h[i];
        }

        return (bid, ask);
    }
}
