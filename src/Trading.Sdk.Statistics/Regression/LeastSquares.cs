using System.Diagnostics.CodeAnalysis;

namespace Trading.Sdk.Statistics;

/// <summary>Ordinary least squares with classical, heteroskedasticity-consistent and Newey–West errors.</summary>
/// <remarks>
/// Source: G. Golub (1965), Numerical methods for solving linear least squares problems. The fit is a Householder QR of [X | y], taken block by block; XᵀX is never formed, so ill-conditioned regressors keep their digits.
/// Cost 2nk² operations, on several threads for large regressions; memory for the residuals and one block a thread. Thread-safe. All instruction sets and numbers of threads give the same bits.
/// </remarks>
public static class LeastSquares
{
    // From about 10 ms of work on, pieces of the rows are factorised on several threads.
    private const int PieceRows = 6_400;
    private const long ParallelOperations = 20_000_000;

    private static readonly RegressionOptions Defaults = new();

    /// <summary>Regresses y on the columns of X.</summary>
    /// <param name="y">n finite values, oldest first.</param>
    /// <param name="regressors">Row-major [n × <paramref name="columns"/>], without a column of ones (see <see cref="RegressionOptions.Constant"/>).</param>
    /// <param name="columns">Number of regressors; 0 (with an empty matrix) fits the constant alone.</param>
    /// <param name="options">Null for a constant.</param>
    /// <exception cref="ArgumentException">Lengths do not fit, a value is not finite, n does not exceed the number of coefficients, or a regressor is a linear combination of those before it (the message names it).</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="columns"/> is negative.</exception>
    public static RegressionResult Fit(ReadOnlySpan<double> y, ReadOnlySpan<double> regressors, int columns, RegressionOptions? options = null)
    {
        options ??= Defaults;
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        int n = y.Length, offset = options.Constant ? 1 : 0, k = columns + offset;
        Demand.SameLength(regressors.Length, checked(n * columns), nameof(regressors));
        Demand.AtLeast(k, 1, nameof(columns));
        Demand.AtLeast(n, k + 1, nameof(y));
        Demand.Finite(y, nameof(y));
        Demand.Finite(regressors, nameof(regressors));

        TriangularFactor factor = Factorise(y, regressors, columns, options.Constant);
        int dependent = factor.FirstDependentColumn();
        if (dependent >= 0)
        {
            throw new ArgumentException($"Regressor {dependent - offset} is constant at 0 or a linear combination of the constant and the regressors before it.", nameof(regressors));
        }

        return Complete(factor, y, regressors, columns, options.Constant);
    }

    /// <summary>Errors that hold when the variance of the residuals differs between observations.</summary>
    /// <param name="fit">The fit.</param>
    /// <param name="regressors">The same matrix that was fitted.</param>
    /// <param name="correction">Which estimator; HC3 in small samples.</param>
    /// <param name="smallSample">True: p-values from t(n−k). False (default, as in statsmodels): from the normal distribution. The errors are the same.</param>
    /// <exception cref="ArgumentNullException"><paramref name="fit"/> is null.</exception>
    /// <exception cref="ArgumentException">The matrix has another shape than the fitted one.</exception>
    public static CoefficientErrors Robust(RegressionResult fit, ReadOnlySpan<double> regressors, HeteroskedasticityCorrection correction, bool smallSample = false)
    {
        int columns = CheckDesign(fit, regressors);
        int n = fit.Observations, k = fit.Coefficients.Length;
        var block = new ColumnBlock(k);
        double[] scale = new double[ColumnBlock.Rows];
        double[] gram = new double[k * k];
        double constantFactor = correction == HeteroskedasticityCorrection.HC1 ? n / (double)(n - k) : 1;
        for (int first = 0; first < n; first += ColumnBlock.Rows)
        {
            int count = Math.Min(ColumnBlock.Rows, n - first);
            block.Load(regressors, columns, fit.HasConstant, first, count);
            for (int r = 0; r < count; r++)
            {
                scale[r] = fit.Residuals[first + r];
            }

            if (correction is HeteroskedasticityCorrection.HC2 or HeteroskedasticityCorrection.HC3)
            {
                fit.Factor.Whiten(block);
                ApplyLeverage(block, scale, k, correction == HeteroskedasticityCorrection.HC3);
                block.Load(regressors, columns, fit.HasConstant, first, count);
            }

            ScaleRows(block, scale, k);
            block.AddGram(gram, k);
        }

        return Sandwich(fit, gram, constantFactor, smallSample);
    }

    /// <summary>Errors that hold under heteroskedasticity and autocorrelation: Bartlett weights 1−l/(L+1).</summary>
    /// <param name="fit">The fit; its observations are in time order.</param>
    /// <param name="regressors">The same matrix that was fitted.</param>
    /// <param name="lag">L, at least 0; null for the rule of <see cref="NeweyWestLag"/>.</param>
    /// <param name="smallSample">True: covariance multiplied by n/(n−k), p-values from t(n−k). False (default): no factor, normal p-values.</param>
    /// <exception cref="ArgumentNullException"><paramref name="fit"/> is null.</exception>
    /// <exception cref="ArgumentException">The matrix has another shape than the fitted one.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lag"/> is negative.</exception>
    /// <remarks>
    /// A sum over all lags with Bartlett weights equals the sum of squares of moving sums of L+1 scores, divided by L+1; that form is
    /// positive semi-definite as computed and costs nk² whatever the lag. Source: W. Newey, K. West (1987).
    /// </remarks>
    public static CoefficientErrors NeweyWest(RegressionResult fit, ReadOnlySpan<double> regressors, int? lag = null, bool smallSample = false)
    {
        int columns = CheckDesign(fit, regressors);
        int n = fit.Observations, k = fit.Coefficients.Length, offset = fit.HasConstant ? 1 : 0;
        int window = (lag ?? NeweyWestLag(n)) + 1;
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1, nameof(lag));
        window = Math.Min(window, n);
        double bartlett = (lag ?? NeweyWestLag(n)) + 1;
        double[] gram = new double[k * k];
        double[] sum = new double[k];
        var block = new ColumnBlock(k);
        int total = n + window - 1;

        // Lags beyond n−1 have no products, but their weights still count: windows wider than the sample repeat the full sum.
        for (int first = 0; first < total; first += ColumnBlock.Rows)
        {
            int count = Math.Min(ColumnBlock.Rows, total - first);
            block.Begin(count);
            for (int r = 0; r < count; r++)
            {
                int entering = first + r, leaving = entering - window;
                AddScore(fit, regressors, columns, offset, entering, 1, sum);
                AddScore(fit, regressors, columns, offset, leaving, -1, sum);
                StoreRow(block, r, sum);
            }

            block.AddGram(gram, k);
        }

        if (bartlett > window)
        {
            AddRepeatedFullSums(fit, regressors, columns, offset, bartlett - window, gram, sum);
        }

        double factor = (smallSample ? n / (double)(n - k) : 1) / bartlett;
        return Sandwich(fit, gram, factor, smallSample);
    }

    /// <summary>The rule ⌊4(n/100)^(2/9)⌋ for the lag of Newey–West errors (Newey and West 1994).</summary>
    /// <param name="observations">n, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="observations"/> is below 1.</exception>
    public static int NeweyWestLag(int observations)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(observations, 1);
        return (int)(4 * Math.Pow(observations / 100.0, 2.0 / 9));
    }

    private static int CheckDesign(RegressionResult fit, ReadOnlySpan<double> regressors)
    {
        ArgumentNullException.ThrowIfNull(fit);
        int columns = fit.Coefficients.Length - (fit.HasConstant ? 1 : 0);
        Demand.SameLength(regressors.Length, fit.Observations * columns, nameof(regressors));
        Demand.Finite(regressors, nameof(regressors));
        return columns;
    }

    private static unsafe void ApplyLeverage(ColumnBlock whitened, Span<double> scale, int k, bool square)
    {
        for (int r = 0; r < whitened.Count; r++)
        {
            double leverage = 0;
            for (int c = 0; c < k; c++)
            {
                double z = whitened.Column(c)[r];
                leverage += z * z;
            }

            scale[r] /= square ? 1 - leverage : Math.Sqrt(1 - leverage);
        }
    }

    private static unsafe void ScaleRows(ColumnBlock block, ReadOnlySpan<double> scale, int k)
    {
        for (int c = 0; c < k; c++)
        {
            double* column = block.Column(c);
            for (int r = 0; r < block.Count; r++)
            {
                column[r] *= scale[r];
            }
        }
    }

    private static void AddScore(RegressionResult fit, ReadOnlySpan<double> regressors, int columns, int offset, int t, int sign, Span<double> sum)
    {
        if ((uint)t >= (uint)fit.Observations)
        {
            return;
        }

        double e = sign * fit.Residuals[t];
        if (offset == 1)
        {
            sum[0] += e;
        }

        ReadOnlySpan<double> row = regressors.Slice(t * columns, columns);
        for (int c = 0; c < row.Length; c++)
        {
            sum[c + offset] += e * row[c];
        }
    }

    private static unsafe void StoreRow(ColumnBlock block, int row, ReadOnlySpan<double> values)
    {
        for (int c = 0; c < values.Length; c++)
        {
            block.Column(c)[row] = values[c];
        }
    }

    private static void AddRepeatedFullSums(RegressionResult fit, ReadOnlySpan<double> regressors, int columns, int offset, double times, Span<double> gram, Span<double> sum)
    {
        sum.Clear();
        for (int t = 0; t < fit.Observations; t++)
        {
            AddScore(fit, regressors, columns, offset, t, 1, sum);
        }

        for (int i = 0; i < sum.Length; i++)
        {
            for (int j = i; j < sum.Length; j++)
            {
                gram[i * sum.Length + j] += times * sum[i] * sum[j];
            }
        }
    }

    /// <summary>(XᵀX)⁻¹·meat·(XᵀX)⁻¹, of which only the upper triangle of the meat is given.</summary>
    private static CoefficientErrors Sandwich(RegressionResult fit, double[] meat, double factor, bool smallSample)
    {
        int k = fit.Coefficients.Length;
        double[] bread = fit.Factor.InverseGram(), half = new double[k * k], covariance = new double[k * k];
        for (int i = 0; i < k; i++)
        {
            for (int j = 0; j < i; j++)
            {
                meat[i * k + j] = meat[j * k + i];
            }
        }

        for (int i = 0; i < k; i++)
        {
            for (int l = 0; l < k; l++)
            {
                double weight = bread[i * k + l];
                for (int j = 0; j < k; j++)
                {
                    half[i * k + j] += weight * meat[l * k + j];
                }
            }
        }

        for (int i = 0; i < k; i++)
        {
            for (int j = i; j < k; j++)
            {
                double sum = 0;
                for (int l = 0; l < k; l++)
                {
                    sum += half[i * k + l] * bread[l * k + j];
                }

                covariance[i * k + j] = covariance[j * k + i] = factor * sum;
            }
        }

        return CoefficientErrors.From(covariance, fit.Coefficients, smallSample ? fit.DegreesOfFreedom : double.PositiveInfinity);
    }

    /// <summary>The fit for regressors that were built and checked here; false when they are linearly dependent.</summary>
    internal static bool TryFit(ReadOnlySpan<double> y, ReadOnlySpan<double> regressors, int columns, bool constant, [NotNullWhen(true)] out RegressionResult? fit)
    {
        TriangularFactor factor = Factorise(y, regressors, columns, constant);
        fit = factor.FirstDependentColumn() < 0 ? Complete(factor, y, regressors, columns, constant) : null;
        return fit is not null;
    }

    private static unsafe TriangularFactor Factorise(ReadOnlySpan<double> y, ReadOnlySpan<double> regressors, int columns, bool constant)
    {
        int n = y.Length, k = columns + (constant ? 1 : 0), pieces = (n + PieceRows - 1) / PieceRows;
        if (pieces <= 1 || (long)n * k * k < ParallelOperations)
        {
            pieces = 1;
        }

        // The pieces depend on the shape alone, and they are joined in order: the bits do not depend on the number of threads.
        var factors = new TriangularFactor[pieces];
        fixed (double* yStart = y, xStart = regressors)
        {
            double* yPointer = yStart, xPointer = xStart;
            void FactorPiece(int piece)
            {
                int from = piece * PieceRows, beyond = pieces == 1 ? n : Math.Min(n, from + PieceRows);
                var values = new ReadOnlySpan<double>(yPointer, n);
                var design = new ReadOnlySpan<double>(xPointer, n * columns);
                var factor = new TriangularFactor(k);
                var block = new ColumnBlock(k + 1);
                for (int first = from; first < beyond; first += ColumnBlock.Rows)
                {
                    int count = Math.Min(ColumnBlock.Rows, beyond - first);
                    block.Load(design, columns, constant, first, count);
                    block.LoadColumn(k, values.Slice(first, count));
                    factor.Add(block);
                }

                factors[piece] = factor;
            }

            if (pieces == 1)
            {
                FactorPiece(0);
            }
            else
            {
                Parallel.For(0, pieces, FactorPiece);
            }
        }

        for (int piece = 1; piece < pieces; piece++)
        {
            factors[0].Join(factors[piece]);
        }

        return factors[0];
    }

    private static RegressionResult Complete(TriangularFactor factor, ReadOnlySpan<double> y, ReadOnlySpan<double> regressors, int columns, bool constant)
    {
        int n = y.Length, offset = constant ? 1 : 0, k = columns + offset;
        double[] b = factor.Solve();
        double[] residuals = new double[n];
        double squares = 0;
        double start = constant ? b[0] : 0;
        ReadOnlySpan<double> slopes = b.AsSpan(offset);
        int t = 0;
        // Four rows side by side, each summed in its own order: the additions of one row wait for each other, those of four do not.
        for (; t + 4 <= n; t += 4)
        {
            ReadOnlySpan<double> first = regressors.Slice(t * columns, slopes.Length), second = regressors.Slice((t + 1) * columns, slopes.Length);
            ReadOnlySpan<double> third = regressors.Slice((t + 2) * columns, slopes.Length), fourth = regressors.Slice((t + 3) * columns, slopes.Length);
            double e0 = y[t] - start, e1 = y[t + 1] - start, e2 = y[t + 2] - start, e3 = y[t + 3] - start;
            for (int c = 0; c < slopes.Length; c++)
            {
                double slope = slopes[c];
                e0 -= slope * first[c];
                e1 -= slope * second[c];
                e2 -= slope * third[c];
                e3 -= slope * fourth[c];
            }

            (residuals[t], residuals[t + 1], residuals[t + 2], residuals[t + 3]) = (e0, e1, e2, e3);
        }

        for (; t < n; t++)
        {
            double e = y[t] - start;
            for (int c = 0; c < slopes.Length; c++)
            {
                e -= slopes[c] * regressors[t * columns + c];
            }

            residuals[t] = e;
        }

        foreach (double e in residuals)
        {
            squares += e * e;
        }

        double total = 0;
        if (constant)
        {
            total = Moments.SumOfSquares(y, Moments.MeanOf(y));
        }
        else
        {
            foreach (double value in y)
            {
                total += value * value;
            }
        }

        double variance = squares / (n - k);
        double[] covariance = factor.InverseGram();
        for (int i = 0; i < covariance.Length; i++)
        {
            covariance[i] *= variance;
        }

        return new RegressionResult(factor)
        {
            Observations = n,
            HasConstant = constant,
            Coefficients = b,
            Errors = CoefficientErrors.From(covariance, b, n - k),
            Residuals = residuals,
            ResidualSumOfSquares = squares,
            TotalSumOfSquares = total,
            ResidualVariance = variance,
        };
    }
}
