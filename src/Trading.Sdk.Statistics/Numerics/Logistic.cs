namespace Trading.Sdk.Statistics;

/// <summary>The logistic function and its inverse, without overflow.</summary>
internal static class Logistic
{
    public static double Of(double x)
    {
        if (x >= 0)
        {
            return 1 / (1 + Math.Exp(-x));
        }

        double e = Math.Exp(x);
        return e / (1 + e);
    }

    /// <summary>ln(p/(1−p)); ∓∞ at 0 and 1.</summary>
    public static double Logit(double p) => Math.Log(p) - IncompleteFunctions.LogOnePlus(-p);
}
