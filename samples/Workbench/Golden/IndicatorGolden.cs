using System.Globalization;
using System.Text.Json.Nodes;
using Trading.Sdk.MarketData;
using Trading.Sdk.Microstructure;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Workbench.Golden;

/// <summary>Technical indicators, intraday profiles and GARCH of the golden package "decision".</summary>
internal static class IndicatorGolden
{
    public static IReadOnlyDictionary<string, GoldenOperation> Operations { get; } = new Dictionary<string, GoldenOperation>(StringComparer.Ordinal)
    {
        ["indicator.rsi"] = c => Columns(new RelativeStrengthIndex(c.Integer("period")), c.Vector("close"), "rsi"),
        ["indicator.ema"] = c => Columns(new ExponentialMovingAverage(c.Integer("period")), c.Vector("close"), "ema"),
        ["indicator.sma"] = c => Columns(new SimpleMovingAverage(c.Integer("period")), c.Vector("close"), "sma"),
        ["indicator.macd"] = c => Columns(new Macd(c.Integer("fast"), c.Integer("slow"), c.Integer("signal")), c.Vector("close"), "macd", "signal", "histogram"),
        ["indicator.bollinger"] = c => Columns(new BollingerBands(c.Integer("period"), c.Number("deviations")), c.Vector("close"), "upper", null, "lower", "percent_b", "bandwidth"),
        ["indicator.true_range"] = c => Columns(new TrueRange(), Bars(c), "true_range"),
        ["indicator.atr"] = c => Columns(new AverageTrueRange(c.Integer("period"), c.Text("seed", "skip_first_bar") switch
        {
            "skip_first_bar" => true,
            "from_first_bar" => false,
            string other => throw new FormatException($"unknown seed '{other}'"),
        }), Bars(c), "atr"),
        ["indicator.directional_movement"] = c => Columns(new DirectionalMovement(c.Integer("period")), Bars(c), "plus_di", "minus_di", "dx", "adx", "adxr"),
        ["intraday.vwap"] = c => Columns(new SessionVwap(), Bars(c), "vwap"),
        ["intraday.vwap_deviation"] = c => Columns(new SessionVwap(), Bars(c), null, "deviation"),
        ["intraday.multi_timeframe"] = MultiTimeframe,
        ["intraday.volume_profile"] = Profile,
        ["intraday.seasonality"] = Seasonality,
        ["garch.likelihood"] = GarchLikelihood,
        ["garch.qmle_log_likelihood"] = c => new JsonObject { ["log_likelihood"] = GoldenCase.FromDouble(Garch.Fit(c.Vector("returns")).LogLikelihood) },
        ["garch.qmle_parameters"] = c =>
        {
            GarchParameters p = Garch.Fit(c.Vector("returns")).Parameters;
            return new JsonObject { ["mu"] = p.Mu, ["omega"] = p.Omega, ["alpha"] = p.Alpha, ["beta"] = p.Beta };
        },
        ["garch.qmle_standard_errors"] = c =>
        {
            GarchFit fit = Garch.Fit(c.Vector("returns"));
            return new JsonObject { ["robust_bollerslev_wooldridge"] = GoldenCase.FromVector(fit.RobustErrors), ["hessian"] = GoldenCase.FromVector(fit.HessianErrors) };
        },
        ["garch.forecast"] = GarchForecast,
    };

    private static JsonObject Columns<T>(IStreamingMeasure<T> measure, T[] inputs, params string?[] names)
        where T : struct
    {
        int width = measure.Outputs.Count;
        var rows = new double[inputs.Length * width];
        measure.Compute(inputs, rows);
        var outputs = new JsonObject();
        for (int k = 0; k < names.Length; k++)
        {
            if (names[k] is { } name)
            {
                outputs[name] = GoldenCase.FromVector([.. Enumerable.Range(0, inputs.Length).Select(i => rows[(i * width) + k])]);
            }
        }

        return outputs;
    }

    private static PriceBar[] Bars(GoldenCase c)
    {
        double[] close = c.Vector("close");
        double[] high = c.Has("high") ? c.Vector("high") : close;
        double[] low = c.Has("low") ? c.Vector("low") : close;
        double[] volume = c.Has("volume") ? c.Vector("volume") : new double[close.Length];
        long[] time = c.Has("time") ? Times(c) : new long[close.Length];
        return [.. Enumerable.Range(0, close.Length).Select(i => new PriceBar(time[i], close[i], high[i], low[i], close[i], volume[i]))];
    }

    private static long[] Times(GoldenCase c) =>
        [.. c.Find("time")!.AsArray().Select(t => Timestamp.FromDateTimeOffset(DateTimeOffset.Parse(t!.GetValue<string>(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)))];

    private static JsonObject MultiTimeframe(GoldenCase c)
    {
        PriceBar[] bars = Bars(c);
        int minutes = c.Integer("minutes");
        var aggregator = new TimeframeAggregator(TimeSpan.FromMinutes(1), minutes);
        var rsi = new RelativeStrengthIndex(c.Integer("rsi_period"));
        var macd = new Macd(c.Integer("macd_fast"), c.Integer("macd_slow"));
        var completed = new PriceBar[2];
        List<double> close = [], volume = [], barRsi = [], barMacd = [], rsiAsOf = [], macdAsOf = [];
        double[] rsiNow = [double.NaN], macdNow = [double.NaN, double.NaN, double.NaN];
        var last = new JsonArray();
        for (int i = 0; i < bars.Length; i++)
        {
            int count = aggregator.Update(bars[i], completed);
            for (int k = 0; k < count; k++)
            {
                Complete(completed[k]);
            }

            rsiAsOf.Add(rsiNow[0]);
            macdAsOf.Add(macdNow[0]);
        }

        // The table of buckets also has the last one, even when its last minute is missing.
        if (aggregator.TryGetOpen(out PriceBar open))
        {
            Complete(open);
        }

        for (int i = 0; i < bars.Length; i++)
        {
            if (i + 1 == bars.Length || aggregator.BucketOf(bars[i].Time) != aggregator.BucketOf(bars[i + 1].Time))
            {
                last.Add((JsonNode)i);
            }
        }

        return new JsonObject
        {
            ["bar_close"] = GoldenCase.FromVector([.. close]),
            ["bar_volume"] = GoldenCase.FromVector([.. volume]),
            ["bar_last_source_index"] = last,
            ["bar_rsi"] = GoldenCase.FromVector([.. barRsi]),
            ["bar_macd"] = GoldenCase.FromVector([.. barMacd]),
            ["rsi_as_of"] = GoldenCase.FromVector([.. rsiAsOf]),
            ["macd_as_of"] = GoldenCase.FromVector([.. macdAsOf]),
        };

        void Complete(in PriceBar bar)
        {
            rsi.Update(bar.Close, rsiNow);
            macd.Update(bar.Close, macdNow);
            close.Add(bar.Close);
            volume.Add(bar.Volume);
            barRsi.Add(rsiNow[0]);
            barMacd.Add(macdNow[0]);
        }
    }

    private static JsonObject Profile(GoldenCase c)
    {
        PriceBar[] bars = Bars(c);
        VolumeProfileResult profile = VolumeProfile.Compute(
            [.. bars.Select(b => b.TypicalPrice)],
            [.. bars.Select(b => b.Volume)],
            bars.Min(b => b.Low),
            bars.Max(b => b.High),
            c.Integer("bins"),
            c.Number("value_area_share"));
        return new JsonObject
        {
            ["low"] = profile.Low,
            ["high"] = profile.High,
            ["bin_width"] = profile.BinWidth,
            ["volume_by_bin"] = GoldenCase.FromVector(profile.VolumeByBin),
            ["poc_bin"] = profile.ControlBin,
            ["poc_price"] = profile.ControlPrice,
            ["value_area_low_bin"] = profile.ValueAreaLowBin,
            ["value_area_high_bin"] = profile.ValueAreaHighBin,
            ["value_area_low"] = profile.ValueAreaLow,
            ["value_area_high"] = profile.ValueAreaHigh,
        };
    }

    private static JsonObject Seasonality(GoldenCase c)
    {
        IntradaySeasonality season = IntradaySeasonality.FitAbsoluteReturns(Times(c), c.Vector("close"), TimeSpan.FromMinutes(c.Integer("slot_minutes")));
        var slots = new JsonArray();
        var factors = new List<double>();
        for (int i = 0; i < season.SlotCount; i++)
        {
            if (!double.IsNaN(season.Factors[i]))
            {
                slots.Add((JsonNode)i);
                factors.Add(season.Factors[i]);
            }
        }

        return new JsonObject { ["slot"] = slots, ["factor"] = GoldenCase.FromVector([.. factors]) };
    }

    private static GarchParameters Parameters(GoldenCase c) => new(c.Number("mu"), c.Number("omega"), c.Number("alpha"), c.Number("beta"));

    private static JsonObject GarchLikelihood(GoldenCase c)
    {
        double[] returns = c.Vector("returns");
        GarchParameters p = Parameters(c);
        var variance = new double[returns.Length];
        Garch.Variances(returns, p, variance);
        return new JsonObject
        {
            ["backcast_ewma"] = Garch.Backcast(returns, p.Mu, GarchBackcast.ExponentiallyWeighted),
            ["log_likelihood_backcast_ewma"] = Garch.LogLikelihood(returns, p),
            ["log_likelihood_backcast_sample_variance"] = Garch.LogLikelihood(returns, p, GarchBackcast.SampleVariance),
            ["variance_first_5"] = GoldenCase.FromVector(variance.AsSpan(0, Math.Min(5, variance.Length))),
            ["variance_last"] = variance[^1],
        };
    }

    private static JsonObject GarchForecast(GoldenCase c)
    {
        double[] returns = c.Vector("returns");
        GarchParameters p = Parameters(c);
        var variance = new double[returns.Length];
        Garch.Variances(returns, p, variance);
        var forecast = new double[c.Integer("horizon")];
        Garch.Forecast(p, variance[^1], returns[^1] - p.Mu, forecast);
        return new JsonObject { ["variance_last"] = variance[^1], ["variance_forecast"] = GoldenCase.FromVector(forecast) };
    }
}
