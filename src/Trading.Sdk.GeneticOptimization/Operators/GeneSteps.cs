namespace Trading.Sdk.GeneticOptimization;

/// <summary>The parts of mutation that discrete variables share.</summary>
internal static class GeneSteps
{
    /// <summary>Gives an unordered variable another of its choices; false when the variable is ordered.</summary>
    public static bool MutateUnordered(DecisionSpace space, Span<double> genome, int index, ref CounterRandom random)
    {
        if (!space.IsUnordered(index))
        {
            return false;
        }

        int choices = (int)space.SearchUpper[index] + 1;
        if (choices > 1)
        {
            int other = random.NextInt(choices - 1);
            genome[index] = other >= (int)genome[index] ? other + 1 : other;
        }

        return true;
    }

    /// <summary>A step on a coarse grid that rounds back to where it began becomes one whole step.</summary>
    public static void ForceStep(DecisionSpace space, Span<double> genome, int index, double before, ref CounterRandom random)
    {
        Variable variable = space.Variables[index];
        if (variable.Step == 0)
        {
            return;
        }

        double old = variable.IsLogarithmic ? Math.Exp(before) : before;
        double now = variable.IsLogarithmic ? Math.Exp(genome[index]) : genome[index];
        if (variable.SnapValue(now) != variable.SnapValue(old))
        {
            return;
        }

        double moved = variable.SnapValue(old) + ((random.NextUInt64() & 1) == 0 ? variable.Step : -variable.Step);
        if (moved < variable.Lower || moved > variable.Upper)
        {
            moved = variable.SnapValue(old) - (moved - variable.SnapValue(old));
        }

        genome[index] = variable.ToSearch(variable.SnapValue(moved));
    }
}
