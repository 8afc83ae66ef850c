namespace Trading.Sdk.PatternIndex;

/// <summary>
/// Orders hits by their warped distance to a query. A bound at the cost of one pass decides most of them: only what could
/// come among the best is compared in full, and that comparison is given up as soon as it cannot.
/// </summary>
internal static class WarpingRerank
{
    /// <summary>The nearest <paramref name="count"/> hits by warped distance, equal ones by id.</summary>
    public static List<Neighbor> Order(IVectorIndex index, ReadOnlySpan<float> query, ReadOnlySpan<Neighbor> hits, int count, WarpingOptions options)
    {
        int dimension = index.Dimension, shape = options.ShapeDimensions == 0 ? dimension : options.ShapeDimensions;
        float[] vector = new float[dimension], lower = new float[shape], upper = new float[shape];
        DynamicTimeWarping.Envelope(query[..shape], options.Band, lower, upper);
        var best = new List<Neighbor>(Math.Min(count, hits.Length) + 1);
        foreach (Neighbor hit in hits)
        {
            if (!index.TryGetVector(hit.Id, vector))
            {
                continue;
            }

            double rest = 0;
            for (int i = shape; i < dimension; i++)
            {
                double difference = (double)query[i] - vector[i];
                rest += difference * difference;
            }

            // The bound is computed in another order than the distance: rounding must not drop a tie.
            double limit = best.Count < count ? double.PositiveInfinity : best[^1].Distance;
            double slack = limit * 1e-6;
            ReadOnlySpan<float> candidate = vector.AsSpan(0, shape);
            if (rest + DynamicTimeWarping.LowerBound(candidate, lower, upper) > limit + slack)
            {
                continue;
            }

            double warped = DynamicTimeWarping.Distance(query[..shape], candidate, options.Band, limit + slack - rest);
            var found = new Neighbor(hit.Id, (float)(warped + rest));
            if (double.IsFinite(warped) && (best.Count < count || found < best[^1]))
            {
                int at = best.BinarySearch(found);
                best.Insert(at < 0 ? ~at : at, found);
                if (best.Count > count)
                {
                    best.RemoveAt(count);
                }
            }
        }

        return best;
    }
}
