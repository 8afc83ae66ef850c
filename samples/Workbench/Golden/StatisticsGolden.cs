using System.Text.Json.Nodes;
using Trading.Sdk.Statistics;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Workbench.Golden;

/// <summary>The statistics operations of the golden package "decision".</summary>
internal static class StatisticsGolden
{
    public static IReadOnlyDictionary<string, GoldenOperation> Operations { get; } = new Dictionary<string, GoldenOperation>(StringComparer.Ordinal)
    {
        ["performance.metrics"] = Metrics,
        ["performance.probabilistic_sharpe"] = c => new JsonObject { ["probability"] = N(SharpeRatio.Probabilistic(c.Vector("returns"), c.Number("benchmark_sharpe_per_period", 0))) },
        ["performance.deflated_sharpe"] = c => Deflated(SharpeRatio.Deflated(c.Vector("returns"), c.Integer("trials"), c.Number("variance_of_trial_sharpes"))),
        ["performance.deflated_sharpe_from_moments"] = c => Deflated(SharpeRatio.Deflated(
            c.Number("sharpe_per_period"), c.Integer("observations"), c.Number("skewness"), c.Number("kurtosis"), c.Integer("trials"), c.Number("variance_of_trial_sharpes"))),
        ["performance.min_track_record_length"] = c => new JsonObject
        {
            ["observations"] = N(SharpeRatio.MinimumTrackRecord(c.Vector("returns"), c.Number("benchmark_sharpe_per_period", 0), c.Number("confidence"))),
        },
        ["regression.ols"] = Ols,
        ["bootstrap.mean"] = BootstrapOfMean,
        ["calibration.platt"] = Platt,
        ["calibration.isotonic"] = Isotonic,
        ["calibration.quality"] = Quality,
        ["calibration.auc"] = c => new JsonObject { ["auc"] = N(CalibrationMetrics.AreaUnderCurve(c.Vector("score"), Integers(c, "label"))) },
        ["fusion.linear_pool"] = c => Pool(c, p => ProbabilityPool.Linear(p, c.Vector("weight"))),
        ["fusion.log_odds_pool"] = c => Pool(c, p => ProbabilityPool.LogOdds(p, c.Vector("weight"), c.Number("extremize", 1))),
        ["fusion.naive_bayes"] = c => Pool(c, p => ProbabilityPool.NaiveBayes(p, c.Number("prior", 0.5))),
        ["fusion.confidence_weighted"] = c => Pool(c, p => ProbabilityPool.ConfidenceWeighted(p, c.Vector("weight"))),
        ["split.purged_k_fold"] = c => new JsonObject { ["splits"] = Splits(TimeSeriesSplits.PurgedKFold(Longs(c, "start"), Longs(c, "end"), c.Integer("folds"), c.Integer("embargo_bars", 0))) },
        ["split.combinatorial_purged"] = c => new JsonObject
        {
            ["splits"] = Splits(TimeSeriesSplits.CombinatorialPurged(Longs(c, "start"), Longs(c, "end"), c.Integer("groups"), c.Integer("test_groups"), c.Integer("embargo_bars", 0))),
            ["paths"] = TimeSeriesSplits.PathCount(c.Integer("groups"), c.Integer("test_groups")),
        },
    };

    private static JsonNode N(double value) => GoldenCase.FromDouble(value);

    private static JsonArray V(ReadOnlySpan<double> values) => GoldenCase.FromVector(values);

    private static JsonArray V(IEnumerable<int> values) => new([.. values.Select(v => (JsonNode?)JsonValue.Create(v))]);

    private static int[] Integers(GoldenCase c, string name) => [.. c.Vector(name).Select(v => checked((int)v))];

    private static long[] Longs(GoldenCase c, string name) => [.. c.Vector(name).Select(v => checked((long)v))];

    private static double[] Flat(double[][] rows) => [.. rows.SelectMany(r => r)];

    private static JsonObject Deflated(DeflatedSharpe result) => new() { ["expected_max_sharpe"] = N(result.ExpectedMaximumSharpe), ["probability"] = N(result.Probability) };

    private static JsonObject Metrics(GoldenCase c)
    {
        double[] returns = c.Vector("returns");
        PerformanceReport r = PerformanceMetrics.Compute(returns, new PerformanceOptions
        {
            PeriodsPerYear = c.Number("periods_per_year", 252),
            RiskFreePerPeriod = c.Number("risk_free_per_period", 0),
            LoPeriods = 6,
        });
        double[] curve = new double[returns.Length + 1], path = new double[curve.Length];
        PerformanceMetrics.EquityCurve(returns, curve);
        PerformanceMetrics.DrawdownPath(curve, path);
        return new JsonObject
        {
            ["total_return"] = N(r.TotalReturn),
            ["cagr"] = N(r.Cagr),
            ["mean_return"] = N(r.MeanReturn),
            ["standard_deviation"] = N(r.StandardDeviation),
            ["volatility_annual"] = N(r.VolatilityAnnual),
            ["sharpe_per_period"] = N(r.SharpePerPeriod),
            ["sharpe_annual"] = N(r.SharpeAnnual),
            ["sharpe_standard_error_iid"] = N(r.SharpeStandardErrorIid),
            ["sharpe_standard_error_mertens"] = N(r.SharpeStandardErrorMertens),
            ["lo_annualisation_factor_q6"] = N(r.LoAnnualisationFactor),
            ["sortino_annual"] = N(r.SortinoAnnual),
            ["downside_deviation"] = N(r.DownsideDeviation),
            ["max_drawdown"] = N(r.Drawdown.MaximumDrawdown),
            ["drawdown_peak_index"] = r.Drawdown.PeakIndex,
            ["drawdown_trough_index"] = r.Drawdown.TroughIndex,
            ["drawdown_recovery_index"] = r.Drawdown.RecoveryIndex is { } recovery ? JsonValue.Create(recovery) : null,
            ["longest_underwater_periods"] = r.Drawdown.LongestUnderwaterPeriods,
            ["calmar"] = N(r.Calmar),
            ["skewness"] = N(r.Skewness),
            ["kurtosis"] = N(r.Kurtosis),
            ["return_quantile_5_percent"] = N(r.ReturnQuantile5Percent),
            ["mean_of_worst_5_percent"] = N(r.MeanOfWorst5Percent),
            ["ulcer_index"] = N(r.UlcerIndex),
            ["omega_at_0"] = N(r.OmegaAtZero),
            ["profit_factor"] = N(r.OmegaAtZero),
            ["gain_to_pain"] = N(r.GainToPain),
            ["hit_rate"] = N(r.HitRate),
            ["payoff_ratio"] = N(r.PayoffRatio),
            ["tail_ratio_95_5"] = N(r.TailRatio),
            ["drawdown_path_first_13"] = V(path.AsSpan(0, Math.Min(13, path.Length))),
        };
    }

    private static JsonObject Ols(GoldenCase c)
    {
        double[] y = c.Vector("excess_return");
        double[][] rows = c.Matrix("factors");
        double[] x = Flat(rows);
        RegressionResult fit = LeastSquares.Fit(y, x, rows[0].Length);
        var outputs = new JsonObject
        {
            ["observations"] = fit.Observations,
            ["coefficients"] = V(fit.Coefficients),
            ["r_squared"] = N(fit.RSquared),
            ["r_squared_adjusted"] = N(fit.RSquaredAdjusted),
            ["residual_variance"] = N(fit.ResidualVariance),
            ["log_likelihood"] = N(fit.LogLikelihood),
            ["aic"] = N(fit.Aic),
            ["bic"] = N(fit.Bic),
            ["f_statistic"] = N(fit.FStatistic),
            ["f_p_value"] = N(fit.FPValue),
            ["standard_errors"] = V(fit.Errors.StandardErrors),
            ["t_statistics"] = V(fit.Errors.Statistics),
            ["p_values"] = V(fit.Errors.PValues),
            ["durbin_watson"] = N(fit.DurbinWatson),
        };
        foreach (HeteroskedasticityCorrection correction in Enum.GetValues<HeteroskedasticityCorrection>())
        {
            outputs["standard_errors_" + correction.ToString().ToLowerInvariant()] = V(LeastSquares.Robust(fit, x, correction).StandardErrors);
        }

        outputs["newey_west_rule_lag"] = LeastSquares.NeweyWestLag(fit.Observations);
        if (c.Find("newey_west") is JsonArray requests)
        {
            outputs["newey_west"] = new JsonArray([.. requests.Select(request =>
            {
                CoefficientErrors e = LeastSquares.NeweyWest(fit, x, (int)GoldenCase.ToDouble(request!["lag"]), request["small_sample"]!.GetValue<bool>());
                return (JsonNode?)new JsonObject { ["standard_errors"] = V(e.StandardErrors), ["statistics"] = V(e.Statistics), ["p_values"] = V(e.PValues) };
            })]);
        }

        return outputs;
    }

    private static int[] Indices(GoldenCase c) => [.. c.Matrix("bootstrap_indices").SelectMany(r => r).Select(v => checked((int)v))];

    private static JsonObject BootstrapOfMean(GoldenCase c)
    {
        BootstrapMean result = StationaryBootstrap.Mean(c.Vector("x"), Indices(c), c.Number("confidence"));
        return new JsonObject
        {
            ["sorted_means"] = V(result.SortedMeans),
            ["percentile_interval"] = V([result.PercentileInterval.Low, result.PercentileInterval.High]),
            ["basic_interval"] = V([result.BasicInterval.Low, result.BasicInterval.High]),
        };
    }

    private static JsonObject Platt(GoldenCase c)
    {
        double[] scores = c.Vector("score");
        PlattScaling fit = PlattScaling.Fit(scores, Integers(c, "label"));
        return new JsonObject { ["slope"] = N(fit.Slope), ["intercept"] = N(fit.Intercept), ["probability"] = V([.. scores.Select(fit.Probability)]) };
    }

    private static JsonObject Isotonic(GoldenCase c)
    {
        double[] scores = c.Vector("score");
        IsotonicCalibration fit = IsotonicCalibration.Fit(scores, Integers(c, "label"));
        return new JsonObject { ["knots_score"] = V(fit.KnotScores), ["knots_probability"] = V(fit.KnotProbabilities), ["probability"] = V([.. scores.Select(fit.Probability)]) };
    }

    private static JsonObject Quality(GoldenCase c)
    {
        CalibrationReport r = CalibrationMetrics.Assess(c.Vector("probability"), Integers(c, "label"), c.Integer("bins", 10));
        return new JsonObject
        {
            ["brier"] = N(r.Brier),
            ["log_loss"] = N(r.LogLoss),
            ["reliability"] = N(r.Reliability),
            ["resolution"] = N(r.Resolution),
            ["uncertainty"] = N(r.Uncertainty),
            ["expected_calibration_error"] = N(r.ExpectedCalibrationError),
        };
    }

    private static JsonObject Pool(GoldenCase c, Func<double[], double> pool) => new() { ["pooled"] = V([.. c.Matrix("probability").Select(pool)]) };

    private static JsonArray Splits(IReadOnlyList<TrainTestSplit> splits) => new([.. splits.Select(s =>
        (JsonNode?)new JsonObject { ["test_groups"] = V(s.TestGroups), ["test"] = V(s.Test), ["train"] = V(s.Train) })]);
}
