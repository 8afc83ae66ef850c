using Trading.Sdk.Simulation;

namespace Trading.Sdk.Microstructure.Tests;

public class VolatilityTests
{
    [Fact]
    public void RealizedVolatility_FourReturns_HasTheHandComputedValues()
    {
        double[] r = [0.01, -0.02, 0.03, 0.01];
        var outputs = new double[12];
        new RealizedVolatility(4).Compute(r, outputs);
        Assert.Equal(0.0015, outputs[9], 1e-16);
        // Products 2, 6, 3 (·1e-4): π/2 · 4/3 · 11e-4.
        Assert.Equal(Math.PI / 2 * 4 / 3 * 11e-4, outputs[10], 1e-16);
        Assert.Equal(0.0, outputs[11]);
    }

    [Fact]
    public void RangeVolatility_OneBar_HasThePublishedFormulas()
    {
        PriceBar[] bars = [new(0, 100, 104, 98, 102, 1), new(1, 101, 105, 100, 103, 1), new(2, 103, 106, 101, 102, 1)];
        var outputs = new double[12];
        new RangeVolatility(2).Compute(bars, outputs);
        double Parkinson(PriceBar b) => Math.Pow(Math.Log(b.High / b.Low), 2) / (4 * Math.Log(2));
        double Klass(PriceBar b) => (0.5 * Math.Pow(Math.Log(b.High / b.Low), 2)) - (((2 * Math.Log(2)) - 1) * Math.Pow(Math.Log(b.Close / b.Open), 2));
        double Rogers(PriceBar b) => (Math.Log(b.High / b.Close) * Math.Log(b.High / b.Open)) + (Math.Log(b.Low / b.Close) * Math.Log(b.Low / b.Open));
        Assert.Equal((Parkinson(bars[0]) + Parkinson(bars[1])) / 2, outputs[4], 1e-15);
        Assert.Equal((Klass(bars[1]) + Klass(bars[2])) / 2, outputs[9], 1e-15);
        Assert.Equal((Rogers(bars[1]) + Rogers(bars[2])) / 2, outputs[10], 1e-15);
        double[] night = [Math.Log(101.0 / 102), Math.Log(103.0 / 103)], day = [Math.Log(103.0 / 101), Math.Log(102.0 / 103)];
        double Variance(double[] v) => Math.Pow(v[0] - v[1], 2) / 2;
        double k = 0.34 / (1.34 + 3);
        Assert.Equal(Variance(night) + (k * Variance(day)) + ((1 - k) * outputs[10]), outputs[11], 1e-15);
    }

    [Fact]
    public void NoiseRobustVariance_NoisyRandomWalk_FindsTheVarianceThatPlainOverstates()
    {
        var random = new SimulationRandom(9);
        const int N = 23_400;
        const double Daily = 4e-4;
        double log = Math.Log(100);
        var prices = new double[N + 1];
        for (int i = 0; i <= N; i++)
        {
            log += Math.Sqrt(Daily / N) * random.NextNormal();
            prices[i] = Math.Exp(log + (5e-4 * random.NextNormal()));
        }

        Assert.True(NoiseRobustVariance.Realized(prices) > 20 * Daily);
        Assert.Equal(1.0, NoiseRobustVariance.TwoScale(prices, 300) / Daily, 0.3);
        Assert.Equal(1.0, NoiseRobustVariance.RealizedKernel(prices, 150) / Daily, 0.35);
        Assert.Equal(NoiseRobustVariance.Realized(prices), NoiseRobustVariance.RealizedKernel(prices, 0), 1e-12);
    }

    [Fact]
    public void Garch_SimulatedSeries_IsRecovered()
    {
        var random = new SimulationRandom(10);
        double variance = 1, last = 0;
        double[] returns = new double[6000];
        for (int t = 0; t < returns.Length; t++)
        {
            variance = 0.05 + (0.1 * last * last) + (0.85 * variance);
            last = Math.Sqrt(variance) * random.NextNormal();
            returns[t] = 0.1 + last;
        }

        GarchFit fit = Garch.Fit(returns);
        Assert.Equal(0.1, fit.Parameters.Alpha, 0.03);
        Assert.Equal(0.85, fit.Parameters.Beta, 0.04);
        Assert.Equal(0.1, fit.Parameters.Mu, 4 * fit.HessianErrors[0]);
        GarchFit scaled = Garch.Fit([.. returns.Select(r => r / 100)]);
        Assert.Equal(fit.Parameters.Alpha, scaled.Parameters.Alpha, 1e-4);
        Assert.Equal(fit.Parameters.Omega, scaled.Parameters.Omega * 1e4, 1e-4);
        var path = new double[returns.Length];
        Garch.Variances(returns, fit.Parameters, path);
        double[] stream = new GarchVariance(fit.Parameters, path[0]).ComputeColumn(returns);
        Assert.Equal(path[1..], stream[..^1]);
    }

    [Fact]
    public void Garch_BadInput_Throws()
    {
        Assert.Throws<ArgumentException>(() => Garch.Fit(new double[50]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Garch.Fit([1, 2, 3]));
        Assert.Throws<ArgumentException>(() => Garch.LogLikelihood([1, double.NaN], new GarchParameters(0, 1, 0, 0)));
        Assert.Throws<ArgumentException>(() => Garch.LogLikelihood([1, 2], new GarchParameters(0, 1, 0.5, 0.5)));
    }

    [Fact]
    public void RegimeClassifier_CalmThenTrendThenTurbulence_FollowsWithHysteresis()
    {
        var random = new SimulationRandom(14);
        var classifier = new RegimeClassifier();
        var row = new double[6];
        var seen = new List<MarketRegime>();
        void Feed(int n, double drift, double sigma, double liquidity)
        {
            for (int i = 0; i < n; i++)
            {
                classifier.Update(new RegimeObservation(drift + (sigma * random.NextNormal()), liquidity), row);
                if (!double.IsNaN(row[1]))
                {
                    Assert.Equal(1.0, row[1] + row[2] + row[3], 1e-12);
                }
            }

            seen.Add(classifier.Regime);
        }

        // Mean-reverting noise, then drift, then four times the volatility.
        for (int i = 0; i < 600; i++)
        {
            classifier.Update(new RegimeObservation((i % 2 == 0 ? 1 : -1) * 1e-4 * random.NextExponential(1), 0.6), row);
        }

        seen.Add(classifier.Regime);
        Feed(150, 1e-4, 1e-4, 0.6);
        Assert.Equal(1, row[4]);
        Assert.False(classifier.IsStressed);
        Feed(60, 0, 1e-3, 0.2);
        Assert.True(classifier.IsStressed);
        Feed(1, 0, 1e-3, 0.3);
        Assert.True(classifier.IsStressed);
        Assert.Equal([MarketRegime.Ranging, MarketRegime.Trending, MarketRegime.Volatile, MarketRegime.Volatile], seen);
    }
}
