namespace Trading.Sdk.Spectrum;

/// <summary>The largest eigenvalue of a symmetric matrix without negative eigenvalues and its vector, by repeated squaring: the gap to the second grows with every square.</summary>
internal static class LeadingEigenvector
{
    public static double Of(ReadOnlySpan<double> matrix, int size, Span<double> vector)
    {
        double[] power = matrix.ToArray(), square = new double[size * size];
        for (int round = 0; round < 40; round++)
        {
            double trace = 0, energy = 0;
            for (int i = 0; i < size; i++)
            {
                trace += power[(i * size) + i];
            }

            if (!(trace > 0))
            {
                vector.Clear();
                vector[0] = 1;
                return 0;
            }

            for (int i = 0; i < power.Length; i++)
            {
                power[i] /= trace;
                energy += power[i] * power[i];
            }

            // A projection on one direction has trace and energy 1.
            if (energy > 1 - 1e-13)
            {
                break;
            }

            for (int i = 0; i < size; i++)
            {
                for (int j = 0; j <= i; j++)
                {
                    double value = DenseKernel.Dot(power.AsSpan(i * size, size), power.AsSpan(j * size, size));
                    square[(i * size) + j] = value;
                    square[(j * size) + i] = value;
                }
            }

            (power, square) = (square, power);
        }

        int best = 0;
        for (int i = 1; i < size; i++)
        {
            best = power[(i * size) + i] > power[(best * size) + best] ? i : best;
        }

        power.AsSpan(best * size, size).CopyTo(vector);
        double eigenvalue = 0;
        for (int round = 0; round < 3; round++)
        {
            double norm = Math.Sqrt(DenseKernel.Dot(vector[..size], vector));
            for (int i = 0; i < size; i++)
            {
                vector[i] /= norm;
            }

            if (round == 2)
            {
                break;
            }

            double[] product = square;
            for (int i = 0; i < size; i++)
            {
                product[i] = DenseKernel.Dot(matrix.Slice(i * size, size), vector);
            }

            eigenvalue = DenseKernel.Dot(product.AsSpan(0, size), vector);
            product.AsSpan(0, size).CopyTo(vector);
        }

        return eigenvalue;
    }
}
