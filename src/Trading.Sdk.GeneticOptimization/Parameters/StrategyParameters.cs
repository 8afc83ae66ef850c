namespace Trading.Sdk.GeneticOptimization;

/// <summary>The parameters of common strategies by name, with the ranges that are usually searched. Combine them with <see cref="DecisionSpace"/>.</summary>
public static class StrategyParameters
{
    /// <summary>Moving-average crossover: <c>sma.fast</c> 2 … 50, <c>sma.slow</c> 10 … 250, both searched in the logarithm; fast + 1 ≤ slow as a linear constraint.</summary>
    public static DecisionSpace MovingAverageCrossover() => new(
        [Variable.Integer("sma.fast", 2, 50, logarithmic: true), Variable.Integer("sma.slow", 10, 250, logarithmic: true)],
        [new LinearConstraint([1, -1], double.NegativeInfinity, -1)]);

    /// <summary>Relative strength: <c>rsi.period</c> 2 … 50, <c>rsi.oversold</c> 5 … 45, <c>rsi.overbought</c> 55 … 95.</summary>
    public static DecisionSpace RelativeStrength() => new(
        [Variable.Integer("rsi.period", 2, 50, logarithmic: true), Variable.Integer("rsi.oversold", 5, 45), Variable.Integer("rsi.overbought", 55, 95)]);

    /// <summary>Bollinger bands: <c>bollinger.period</c> 5 … 100, <c>bollinger.deviations</c> 0.5 … 4 in steps of 0.05, <c>bollinger.mode</c> reversal or breakout.</summary>
    public static DecisionSpace Bollinger() => new(
        [Variable.Integer("bollinger.period", 5, 100, logarithmic: true), Variable.Real("bollinger.deviations", 0.5, 4, 0.05), Variable.Categorical("bollinger.mode", "reversal", "breakout")]);

    /// <summary>A signal from book depth: <c>depth.levels</c> 1 … 20, <c>depth.threshold</c> 0.05 … 0.95, <c>depth.halfLifeMs</c> 10 … 60,000 in the logarithm, <c>depth.holdMs</c> 100 … 600,000 in the logarithm.</summary>
    public static DecisionSpace DepthSignal() => new(
        [Variable.Integer("depth.levels", 1, 20), Variable.Real("depth.threshold", 0.05, 0.95), Variable.Integer("depth.halfLifeMs", 10, 60_000, logarithmic: true), Variable.Integer("depth.holdMs", 100, 600_000, logarithmic: true)]);

    /// <summary>Execution: <c>execution.participation</c> 0.005 … 0.3 in the logarithm, <c>execution.slices</c> 1 … 100, <c>execution.intervalMs</c> 100 … 300,000 in the logarithm, <c>execution.style</c> passive, mid or aggressive, <c>execution.patienceMs</c> 100 … 60,000 while the style is passive or mid.</summary>
    public static DecisionSpace Execution() => new(
    [
        Variable.Real("execution.participation", 0.005, 0.3, logarithmic: true),
        Variable.Integer("execution.slices", 1, 100, logarithmic: true),
        Variable.Integer("execution.intervalMs", 100, 300_000, logarithmic: true),
        Variable.Categorical("execution.style", "passive", "mid", "aggressive"),
        Variable.Integer("execution.patienceMs", 100, 60_000, logarithmic: true).ActiveWhen("execution.style", 0, 1),
    ]);

    /// <summary>Joins spaces: variables and linear constraints side by side, in order.</summary>
    /// <exception cref="ArgumentException">Two variables share a name, or a space has a repair, which has no meaning on a part.</exception>
    public static DecisionSpace Combine(params DecisionSpace[] spaces)
    {
        ArgumentNullException.ThrowIfNull(spaces);
        if (Array.Exists(spaces, s => s.Repair is not null))
        {
            throw new ArgumentException("A space with a repair cannot be joined with others.", nameof(spaces));
        }

        int total = spaces.Sum(s => s.Count), offset = 0;
        var constraints = new List<LinearConstraint>();
        foreach (DecisionSpace space in spaces)
        {
            foreach (LinearConstraint constraint in space.LinearConstraints)
            {
                double[] coefficients = new double[total];
                for (int i = 0; i < space.Count; i++)
                {
                    coefficients[offset + i] = constraint.Coefficients[i];
                }

                constraints.Add(new LinearConstraint(coefficients, constraint.Lower, constraint.Upper, constraint.Tolerance));
            }

            offset += space.Count;
        }

        return new DecisionSpace(spaces.SelectMany(s => s.Variables), constraints);
    }
}
