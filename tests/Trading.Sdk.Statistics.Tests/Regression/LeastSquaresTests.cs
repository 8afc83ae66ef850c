using FsCheck;
using FsCheck.Fluent;
using Trading.Sdk.Statistics;

namespace Trading.Sdk.Tests;

public class LeastSquaresTests
{
    /// <summary>Longley's data with the certified values of the NIST Statistical Reference Datasets (higher difficulty).</summary>
    [Fact]
    public void Fit_Longley_GivesTheCertifiedValues()
    {
        double[] y = [60323, 61122, 60171, 61187, 63221, 63639, 64989, 63761, 66019, 67857, 68169, 66513, 68655, 69564, 69331, 70551];
        double[] x =
        [
            83.0, 234289, 2356, 1590, 107608, 1947, 88.5, 259426, 2325, 1456, 108632, 1948, 88.2, 258054, 3682, 1616, 109773, 1949, 89.5, 284599, 3351, 1650, 110929, 1950,
            96.2, 328975, 2099, 3099, 112075, 1951, 98.1, 346999, 1932, 3594, 113270, 1952, 99.0, 365385, 1870, 3547, 115094, 1953, 100.0, 363112, 3578, 3350, 116219, 1954,
            101.2, 397469, 2904, 3048, 117388, 1955, 104.6, 419180, 2822, 2857, 118734, 1956, 108.4, 442769, 2936, 2798, 120445, 1957, 110.8, 444546, 4681, 2637, 121950, 1958,
            112.6, 482704, 3813, 2552, 123366, 1959, 114.2, 502601, 3931, 2514, 125368, 1960, 115.7, 518173, 4806, 2572, 127852, 1961, 116.9, 554894, 4007, 2827, 130081, 1962,
        ];
        RegressionResult fit = LeastSquares.Fit(y, x, 6);
        double[] certified = [-3482258.63459582, 15.0618722713733, -0.358191792925910e-01, -2.02022980381683, -1.03322686717359, -0.511041056535807e-01, 1829.15146461355];
        double[] errors = [890420.383607373, 84.9149257747669, 0.334910077722432e-01, 0.488399681651699, 0.214274163161675, 0.226073200069370, 455.478499142212];
        for (int i = 0; i < 7; i++)
        {
            Assert.Equal(certified[i], fit.Coefficients[i], Math.Abs(certified[i]) * 1e-10);
            Assert.Equal(errors[i], fit.Errors.StandardErrors[i], errors[i] * 1e-10);
        }

        Assert.Equal(0.995479004577296, fit.RSquared, 1e-13);
        Assert.Equal(330.285339234588, fit.FStatistic, 1e-8);
    }

    [Fact]
    public void Fit_AnyShape_LeavesResidualsOrthogonal() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll<ulong>(seed =>
    {
        var random = new RandomStream(seed);
        int columns = random.NextInt32(1, 7), n = random.NextInt32(columns + 3, 400);
        bool constant = random.NextBoolean();
        double[] x = Simulate.Normal(n * columns, seed, 1), y = Simulate.Normal(n, seed, 2, mean: 3);
        RegressionResult fit = LeastSquares.Fit(y, x, columns, new RegressionOptions { Constant = constant });
        for (int c = 0; c < columns; c++)
        {
            double dot = 0;
            for (int t = 0; t < n; t++)
            {
                dot += fit.Residuals[t] * x[t * columns + c];
            }

            if (Math.Abs(dot) > 1e-10 * n)
            {
                return false;
            }
        }

        double at0 = fit.Predict(x.AsSpan(0, columns));
        return (!constant || Math.Abs(fit.Residuals.Sum()) < 1e-10 * n) && Math.Abs(y[0] - at0 - fit.Residuals[0]) < 1e-11;
    }));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(59)]
    [InlineData(100)]
    public void NeweyWest_AnyLag_EqualsTheSumOverLags(int lag)
    {
        const int N = 60;
        double[] x = Simulate.Normal(N * 2, 21), y = Simulate.Normal(N, 22);
        RegressionResult fit = LeastSquares.Fit(y, x, 2);
        double[] meat = new double[9];
        for (int l = -Math.Min(lag, N - 1); l <= Math.Min(lag, N - 1); l++)
        {
            for (int t = Math.Max(0, l); t < N && t - l < N; t++)
            {
                double[] a = [1, x[2 * t], x[2 * t + 1]], b = [1, x[2 * (t - l)], x[2 * (t - l) + 1]];
                for (int i = 0; i < 3; i++)
                {
                    for (int j = 0; j < 3; j++)
                    {
                        meat[i * 3 + j] += (1 - Math.Abs(l) / (lag + 1.0)) * fit.Residuals[t] * fit.Residuals[t - l] * a[i] * b[j];
                    }
                }
            }
        }

        double[] bread = [.. fit.Errors.Covariance.Select(v => v / fit.ResidualVariance)];
        double[] covariance = LeastSquares.NeweyWest(fit, x, lag).Covariance;
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                double expected = 0;
                for (int p = 0; p < 3; p++)
                {
                    for (int q = 0; q < 3; q++)
                    {
                        expected += bread[i * 3 + p] * meat[p * 3 + q] * bread[q * 3 + j];
                    }
                }

                Assert.Equal(expected, covariance[i * 3 + j], 1e-13);
            }
        }
    }

    [Fact]
    public void Fit_DependentRegressor_IsNamed()
    {
        double[] y = Simulate.Normal(50, 1);
        double[] x = Simulate.Normal(100, 2);
        double[] three = [.. Enumerable.Range(0, 50).SelectMany(t => new[] { x[2 * t], x[2 * t + 1], 3 * x[2 * t] - x[2 * t + 1] + 7 })];
        Assert.Contains("Regressor 2", Assert.Throws<ArgumentException>("regressors", () => LeastSquares.Fit(y, three, 3)).Message, StringComparison.Ordinal);
        Assert.Contains("Regressor 0", Assert.Throws<ArgumentException>("regressors", () => LeastSquares.Fit(y, Enumerable.Repeat(2.0, 50).ToArray(), 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_BadArguments_AreNamed()
    {
        Assert.Throws<ArgumentException>("y", () => LeastSquares.Fit([1, 2], [1, 3], 1));
        Assert.Throws<ArgumentException>("y", () => LeastSquares.Fit([1, double.NaN, 2], [1, 3, 4], 1));
        Assert.Throws<ArgumentException>("regressors", () => LeastSquares.Fit([1, 2, 3], [1, 3], 1));
        Assert.Throws<ArgumentException>("regressors", () => LeastSquares.Fit([1, 2, 3], [1, double.PositiveInfinity, 2], 1));
        Assert.Throws<ArgumentOutOfRangeException>("columns", () => LeastSquares.Fit([1, 2, 3], [], -1));
        RegressionResult fit = LeastSquares.Fit([1, 2, 4], [1, 3, 4], 1);
        Assert.Throws<ArgumentException>("regressors", () => LeastSquares.NeweyWest(fit, [1.0], 1));
        Assert.Throws<ArgumentOutOfRangeException>("lag", () => LeastSquares.NeweyWest(fit, [1, 3, 4], -1));
    }

    [Fact]
    public async Task Fit_LargeRegression_InPiecesHasExactResidualsAndTheSameBitsOnOneThread()
    {
        // Large enough for pieces on several threads, with a last piece that is not full.
        const int N = 20_011, K = 32;
        double[] x = Simulate.Normal(N * K, 41), y = Simulate.Normal(N, 42);
        RegressionResult fit = LeastSquares.Fit(y, x, K);
        // A scheduler that runs one task at a time: the pieces are taken one after another.
        TaskScheduler single = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, 1).ExclusiveScheduler;
        RegressionResult alone = await Task.Factory.StartNew(() => LeastSquares.Fit(y, x, K), TestContext.Current.CancellationToken, TaskCreationOptions.None, single);
        Assert.Equal(fit.Coefficients, alone.Coefficients);
        Assert.Equal(fit.Residuals, alone.Residuals);
        Assert.Equal(fit.Errors.StandardErrors, alone.Errors.StandardErrors);
        Assert.Equal(fit.ResidualSumOfSquares, fit.Factor.ResidualSumOfSquares(), 1e-7);
        for (int c = 0; c < K; c++)
        {
            double dot = 0;
            for (int t = 0; t < N; t++)
            {
                dot += fit.Residuals[t] * x[t * K + c];
            }

            Assert.Equal(0, dot, 1e-9);
        }
    }

    [Fact]
    public void Fit_ConstantAlone_IsTheMean()
    {
        RegressionResult fit = LeastSquares.Fit([1, 2, 6], [], 0);
        Assert.Equal(3, fit.Coefficients[0], 1e-15);
        Assert.Equal(Math.Sqrt(7.0 / 3), fit.Errors.StandardErrors[0], 1e-14);
        Assert.True(double.IsNaN(fit.FStatistic));
    }

    [Fact, Trait("Category", "InstructionSets")]
    public void Fit_OnEveryInstructionSet_HasTheSameBits()
    {
        double[] x = Simulate.Normal(1000 * 9, 31), y = Simulate.Normal(1000, 32);
        RegressionResult fit = LeastSquares.Fit(y, x, 9);
        CoefficientErrors hc3 = LeastSquares.Robust(fit, x, HeteroskedasticityCorrection.HC3), nw = LeastSquares.NeweyWest(fit, x);
        ulong hash = 14695981039346656037;
        foreach (double value in fit.Coefficients.Concat(fit.Errors.StandardErrors).Concat(hc3.StandardErrors).Concat(nw.StandardErrors))
        {
            hash = (hash ^ (ulong)BitConverter.DoubleToInt64Bits(value)) * 1099511628211;
        }

        Assert.Equal(17749548403116855319UL, hash);
    }
}
