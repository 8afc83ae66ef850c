namespace Trading.Sdk.OrderBook;

/// <summary>
/// What is believed about a decrease of a level that no trade explains: the probability that it happened behind an own
/// order, given the quantities in front (f) and behind (b). Immutable.
/// </summary>
/// <remarks>The forms are those of hftbacktest's queue models; an infinite or undefined probability counts as 1.</remarks>
public sealed class QueueModel
{
    private readonly Form form;
    private readonly double exponent;

    private QueueModel(Form form, double exponent, string name)
    {
        this.form = form;
        this.exponent = exponent;
        Name = name;
    }

    private enum Form
    {
        RiskAverse,
        Power,
        PowerOfTotal,
        PowerOfFront,
        Logarithm,
        LogarithmOfTotal,
    }

    /// <summary>All decreases happen behind the order unless the level gets smaller than what is in front: the latest possible fill.</summary>
    public static QueueModel RiskAverse { get; } = new(Form.RiskAverse, 0, "risk_averse");

    /// <summary>ln(1 + b) / (ln(1 + b) + ln(1 + f)).</summary>
    public static QueueModel Logarithm { get; } = new(Form.Logarithm, 0, "log");

    /// <summary>ln(1 + b) / ln(1 + b + f).</summary>
    public static QueueModel LogarithmOfTotal { get; } = new(Form.LogarithmOfTotal, 0, "log2");

    /// <summary>Short name: risk_averse, log, log2, power_n…, power2_n…, power3_n….</summary>
    public string Name { get; }

    internal bool IsRiskAverse => form == Form.RiskAverse;

    /// <summary>bⁿ / (bⁿ + fⁿ).</summary>
    /// <param name="n">Above 0, finite; 3 is a common choice.</param>
    public static QueueModel Power(double n) => new(Form.Power, Check(n), FormattableString.Invariant($"power_n{n}"));

    /// <summary>bⁿ / (b + f)ⁿ.</summary>
    /// <param name="n">Above 0, finite.</param>
    public static QueueModel PowerOfTotal(double n) => new(Form.PowerOfTotal, Check(n), FormattableString.Invariant($"power2_n{n}"));

    /// <summary>1 − (f / (f + b))ⁿ.</summary>
    /// <param name="n">Above 0, finite.</param>
    public static QueueModel PowerOfFront(double n) => new(Form.PowerOfFront, Check(n), FormattableString.Invariant($"power3_n{n}"));

    /// <summary>Finds a model by its <see cref="Name"/>.</summary>
    /// <exception cref="ArgumentException">There is no such model.</exception>
    public static QueueModel Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        int mark = name.IndexOf("_n", StringComparison.Ordinal);
        double n = 0;
        bool powered = mark > 0 && double.TryParse(name.AsSpan(mark + 2), System.Globalization.CultureInfo.InvariantCulture, out n);
        return (powered ? name[..mark] : name) switch
        {
            "risk_averse" => RiskAverse,
            "log" => Logarithm,
            "log2" => LogarithmOfTotal,
            "power" when powered => Power(n),
            "power2" when powered => PowerOfTotal(n),
            "power3" when powered => PowerOfFront(n),
            _ => throw new ArgumentException($"There is no queue model '{name}'.", nameof(name)),
        };
    }

    /// <summary>Probability that a decrease happened behind the order, 0…1; 1 for <see cref="RiskAverse"/>.</summary>
    /// <param name="front">Quantity in front, at least 0.</param>
    /// <param name="back">Quantity behind; below 0 where the bookkeeping of the level and of the order disagree.</param>
    public double ProbabilityBehind(double front, double back)
    {
        double p = form switch
        {
            Form.Power => Math.Pow(back, exponent) / (Math.Pow(back, exponent) + Math.Pow(front, exponent)),
            Form.PowerOfTotal => Math.Pow(back, exponent) / Math.Pow(back + front, exponent),
            Form.PowerOfFront => 1 - Math.Pow(front / (front + back), exponent),
            Form.Logarithm => Log1(back) / (Log1(back) + Log1(front)),
            Form.LogarithmOfTotal => Log1(back) / Log1(back + front),
            _ => 1,
        };
        return double.IsFinite(p) ? p : 1;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static double Log1(double x) => Math.Log(1 + x);

    private static double Check(double n)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n);
        return double.IsFinite(n) ? n : throw new ArgumentOutOfRangeException(nameof(n), n, "The exponent is finite.");
    }
}
