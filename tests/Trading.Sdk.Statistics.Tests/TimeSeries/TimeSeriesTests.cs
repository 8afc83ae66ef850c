using Trading.Sdk.Statistics;

namespace Trading.Sdk.Tests;

public class TimeSeriesTests
{
    /// <summary>Reference: statsmodels 0.13.5, mackinnonp and mackinnoncrit(nobs=77).</summary>
    [Theory]
    [InlineData(TrendTerms.None, -3.3, 0.0009792361718158815, 0.2, 0.7467440974124916, -2.5953881025468037)]
    [InlineData(TrendTerms.Constant, -2.9, 0.04534799747216563, 0.2, 0.9722615939344367, -3.518281134660583)]
    [InlineData(TrendTerms.ConstantAndTrend, -3.3, 0.0662524967763319, 0.2, 0.9957775348669026, -4.081431321087413)]
    [InlineData(TrendTerms.ConstantAndQuadraticTrend, -5, 0.0010263486522916546, -1.2, 0.9766359044960122, -4.528399130161456)]
    public void MacKinnon_KnownStatistics_EqualStatsmodels(TrendTerms trend, double low, double pLow, double high, double pHigh, double critical)
    {
        Assert.Equal(pLow, MacKinnon.PValue(low, trend), 1e-13);
        Assert.Equal(pHigh, MacKinnon.PValue(high, trend), 1e-13);
        Assert.Equal(critical, MacKinnon.CriticalValue(trend, 0, 77), 1e-12);
        Assert.Equal(0, MacKinnon.PValue(-30, trend));
        Assert.Equal(1, MacKinnon.PValue(1000, trend), 1e-12);
    }

    [Fact]
    public void DickeyFuller_StationarySeries_RejectsTheUnitRoot()
    {
        double[] x = Simulate.Normal(300, 1);
        for (int t = 1; t < x.Length; t++)
        {
            x[t] += 0.6 * x[t - 1];
        }

        Assert.True(DickeyFuller.TestWithAic(x).PValue < 0.001);
        Assert.True(Stationarity.Kpss(x).PValue > 0.05);
    }

    [Fact]
    public void DickeyFuller_AicOverFullRefits_ChoosesTheSameLag()
    {
        for (ulong seed = 0; seed < 30; seed++)
        {
            double[] x = Simulate.Normal(120, seed);
            for (int t = 3; t < x.Length; t++)
            {
                x[t] += x[t - 1] + 0.4 * (x[t - 2] - x[t - 3]);
            }

            // The plain way: one regression per lag on the common sample.
            const int Max = 8;
            int n = x.Length - 1 - Max, best = -1;
            double least = double.PositiveInfinity;
            for (int lag = 0; lag <= Max; lag++)
            {
                double[] y = new double[n], design = new double[n * (1 + lag)];
                for (int t = 0; t < n; t++)
                {
                    y[t] = x[t + Max + 1] - x[t + Max];
                    design[t * (1 + lag)] = x[t + Max];
                    for (int l = 1; l <= lag; l++)
                    {
                        design[t * (1 + lag) + l] = x[t + Max + 1 - l] - x[t + Max - l];
                    }
                }

                double aic = LeastSquares.Fit(y, design, 1 + lag).Aic;
                (least, best) = aic < least ? (aic, lag) : (least, best);
            }

            Assert.Equal(best, DickeyFuller.TestWithAic(x, TrendTerms.Constant, Max).Lag);
        }
    }

    [Fact]
    public void SerialDependence_AutocorrelatedSeries_IsFound()
    {
        double[] x = Simulate.Normal(500, 2);
        for (int t = 1; t < x.Length; t++)
        {
            x[t] += 0.3 * x[t - 1];
        }

        double[] rho = new double[2];
        SerialDependence.Autocorrelation(x, rho);
        Assert.Equal(0.3, rho[0], 0.1);
        Assert.True(SerialDependence.LjungBox(x, 5).PValue < 1e-6);
        Assert.True(SerialDependence.LjungBox(x, 5, 1).PValue < SerialDependence.LjungBox(x, 5).PValue);
    }

    [Fact]
    public void TimeSeries_UselessInput_IsRefusedByName()
    {
        Assert.Throws<ArgumentException>("x", () => DickeyFuller.Test([1, 1, 1, 1, 1, 1, 1, 1], 0));
        Assert.Throws<ArgumentException>("x", () => DickeyFuller.Test([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 1));
        Assert.Throws<ArgumentException>("x", () => DickeyFuller.Test([1, 2, 4], 1));
        Assert.Throws<ArgumentException>("x", () => DickeyFuller.TestWithAic([1, 2, 4, 3], TrendTerms.ConstantAndTrend));
        Assert.Throws<ArgumentOutOfRangeException>("lag", () => DickeyFuller.Test([1, 2, 4, 3, 5, 4], -1));
        Assert.Throws<ArgumentOutOfRangeException>("trend", () => Stationarity.Kpss([1, 2, 4], TrendTerms.None));
        Assert.Throws<ArgumentException>("x", () => SerialDependence.LjungBox([1, 2], 2));
        Assert.Throws<ArgumentOutOfRangeException>("fittedParameters", () => SerialDependence.LjungBox([1, 2, 3], 2, 2));
        Assert.Throws<ArgumentException>("x", () => SerialDependence.ArchLm([1, -1, 1, -1, 1, -1, 1, 1], 1));
        Assert.True(double.IsNaN(SerialDependence.JarqueBera([1, 1, 1]).PValue));
    }
}
