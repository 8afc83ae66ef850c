namespace Trading.Sdk.Neural;

/// <summary>Mean losses and their gradients. All allocate nothing.</summary>
public static class Loss
{
    /// <summary>Mean of −log softmax(logits)[target] over the rows.</summary>
    /// <param name="logits">[rows × classes], row-major.</param>
    /// <param name="targets">[rows] class numbers from 0.</param>
    /// <param name="gradient">As long as the logits; overwritten.</param>
    /// <exception cref="ArgumentException">Lengths do not agree, or a class does not exist.</exception>
    public static double SoftmaxCrossEntropy(ReadOnlySpan<float> logits, ReadOnlySpan<int> targets, Span<float> gradient)
    {
        int rows = targets.Length;
        if (rows == 0 || logits.Length % rows != 0 || gradient.Length != logits.Length)
        {
            throw new ArgumentException("Logits and gradient are [rows × classes].", nameof(logits));
        }

        int classes = logits.Length / rows;
        double loss = 0;
        for (int r = 0; r < rows; r++)
        {
            ReadOnlySpan<float> row = logits.Slice(r * classes, classes);
            Span<float> d = gradient.Slice(r * classes, classes);
            int target = targets[r];
            if ((uint)target >= (uint)classes)
            {
                throw new ArgumentException($"Row {r}: {target} is no class from 0 to {classes - 1}.", nameof(targets));
            }

            double top = row[0], total = 0;
            foreach (float v in row)
            {
                top = Math.Max(top, v);
            }

            foreach (float v in row)
            {
                total += ReproducibleMath.Exp(v - top);
            }

            loss -= row[target] - top - ReproducibleMath.Log(total);
            for (int c = 0; c < classes; c++)
            {
                d[c] = (float)(((ReproducibleMath.Exp(row[c] - top) / total) - (c == target ? 1 : 0)) / rows);
            }
        }

        return loss / rows;
    }

    /// <summary>Mean of the Huber loss in PyTorch's smooth form: 0.5·e²/β for |e| &lt; β, else |e| − 0.5·β.</summary>
    /// <param name="values">Predictions.</param>
    /// <param name="targets">As many targets.</param>
    /// <param name="beta">Width of the quadratic part, above 0.</param>
    /// <param name="gradient">As many gradients; overwritten.</param>
    public static double Huber(ReadOnlySpan<float> values, ReadOnlySpan<float> targets, double beta, Span<float> gradient)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(beta);
        Require(values, targets, gradient);
        double loss = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double e = (double)values[i] - targets[i], a = Math.Abs(e);
            loss += a < beta ? 0.5 * e * e / beta : a - (0.5 * beta);
            gradient[i] = (float)((a < beta ? e / beta : Math.Sign(e)) / values.Length);
        }

        return loss / values.Length;
    }

    /// <summary>Mean of the squared errors.</summary>
    /// <param name="values">Predictions.</param>
    /// <param name="targets">As many targets.</param>
    /// <param name="gradient">As many gradients; overwritten.</param>
    public static double MeanSquaredError(ReadOnlySpan<float> values, ReadOnlySpan<float> targets, Span<float> gradient)
    {
        Require(values, targets, gradient);
        double loss = 0;
        for (int i = 0; i < values.Length; i++)
        {
            double e = (double)values[i] - targets[i];
            loss += e * e;
            gradient[i] = (float)(2 * e / values.Length);
        }

        return loss / values.Length;
    }

    private static void Require(ReadOnlySpan<float> values, ReadOnlySpan<float> targets, Span<float> gradient)
    {
        if (values.IsEmpty || targets.Length != values.Length || gradient.Length != values.Length)
        {
            throw new ArgumentException("Values, targets and gradient have the same length, at least 1.", nameof(values));
        }
    }
}
