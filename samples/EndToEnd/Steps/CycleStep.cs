using Trading.Sdk.Spectrum;

namespace Trading.Sdk.EndToEnd;

/// <summary>Spectrum of returns and of order flow over the training part, tested against red noise.</summary>
internal sealed record CycleStep(IReadOnlyList<SeriesSpectrum> Series)
{
    public static CycleStep Run(Session session) => new(
    [
        Analyse("returns (one second)", session.Column("return_1", session.TrainRows)),
        Analyse("net order flow (one second)", session.Column("net_flow", session.TrainRows)),
    ]);

    private static SeriesSpectrum Analyse(string name, double[] series)
    {
        for (int i = 0; i < series.Length; i++)
        {
            series[i] = double.IsNaN(series[i]) ? 0 : series[i];
        }

        CycleReport report = new CycleDetector(series.Length).Detect(series);
        int segment = Math.Min(512, series.Length / 4);
        var welch = new WelchEstimator(new PowerSpectrumOptions { SegmentLength = segment });
        PowerSpectrum power = welch.Estimate(series);
        double degrees = welch.DegreesOfFreedom(series.Length);
        // A one-sided density holds twice the theoretical power of each frequency.
        double[] limit = [.. power.Frequencies.Select(f => 2 * report.Noise.Quantile(f, 0.95, degrees))];
        return new SeriesSpectrum(name, report, power.Frequencies[1..^1], power.Power[1..^1], limit[1..^1]);
    }
}

/// <summary>One series: its significant cycles and its smoothed spectrum with the 95 % limit of red noise.</summary>
internal sealed record SeriesSpectrum(string Name, CycleReport Cycles, double[] Frequencies, double[] Power, double[] RedNoiseLimit);
