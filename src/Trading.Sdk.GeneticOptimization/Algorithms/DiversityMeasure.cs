namespace Trading.Sdk.GeneticOptimization;

/// <summary>How spread a population is in search coordinates.</summary>
internal static class DiversityMeasure
{
    public static double Compute(Population population, DecisionSpace space)
    {
        if (population.Count == 0)
        {
            return 0;
        }

        double sum = 0;
        int counted = 0;
        for (int i = 0; i < space.Count; i++)
        {
            double range = space.SearchUpper[i] - space.SearchLower[i];
            if (!(range > 0))
            {
                continue;
            }

            double mean = 0, square = 0;
            for (int k = 0; k < population.Count; k++)
            {
                double x = (population.Genomes[(k * space.Count) + i] - space.SearchLower[i]) / range;
                double delta = x - mean;
                mean += delta / (k + 1);
                square += delta * (x - mean);
            }

            sum += Math.Sqrt(square / population.Count);
            counted++;
        }

        return counted == 0 ? 0 : sum / counted;
    }
}
