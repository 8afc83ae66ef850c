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
        ["regression.fama_macbeth"] = FamaMacBethPremia,
        ["regression.grs"] = Grs,
        ["series.adf"] = c => UnitRoot(c, DickeyFuller.Test(c.Vector("x"), c.Integer("lag"), Trend(c))),
        ["series.adf_aic"] = c => UnitRoot(c, DickeyFuller.TestWithAic(c.Vector("x"), Trend(c))),
        ["series.kpss"] = c => Test(Stationarity.Kpss(c.Vector("x"), Trend(c), c.Integer("lag"))),
        ["series.portmanteau"] = Portmanteau,
        ["series.arch_lm"] = c => Test(SerialDependence.ArchLm(c.Vector("x"), c.Integer("lags"))),
        ["series.jarque_bera"] = JarqueBera,
        ["series.autocorrelation"] = Autocorrelation,
        ["test.t_one_sample"] = c => Test(StudentTests.OneSample(c.Vector("a"), c.Number("mean", 0), Side(c))),
        ["test.t_two_sample"] = c => Test(c.Flag("equal_variances", false)
            ? StudentTests.Pooled(c.Vector("a"), c.Vector("b"), Side(c))
            : StudentTests.Welch(c.Vector("a"), c.Vector("b"), Side(c))),
        ["test.t_paired"] = c => Test(StudentTests.Paired(c.Vector("a"), c.Vector("b"), Side(c))),
        ["test.mann_whitney"] = c => Test(c.Text("method", "normal") == "exact"
            ? RankTests.MannWhitneyExact(c.Vector("a"), c.Vector("b"), Side(c))
            : RankTests.MannWhitney(c.Vector("a"), c.Vector("b"), c.Flag("continuity", true), Side(c))),
        ["test.wilcoxon_signed_rank"] = c => Test(c.Text("method", "normal") == "exact"
            ? RankTests.WilcoxonSignedRankExact(c.Vector("a"), c.Vector("b"))
            : RankTests.WilcoxonSignedRank(c.Vector("a"), c.Vector("b"), c.Flag("continuity", false))),
        ["test.kolmogorov_smirnov"] = c => Test(DistributionComparison.KolmogorovSmirnov(c.Vector("a"), c.Vector("b"))),
        ["test.levene"] = c => Test(DistributionComparison.Levene([c.Vector("a"), c.Vector("b")], c.Text("center", "median") switch
        {
            "median" => LeveneCenter.Median,
            "mean" => LeveneCenter.Mean,
            var other => throw new FormatException($"center '{other}' is unknown"),
        })),
        ["test.binomial"] = c => new JsonObject { ["p_value"] = N(Proportions.BinomialTest(c.Integer("successes"), c.Integer("trials"), c.Number("probability", 0.5), Side(c))) },
        ["test.proportion_interval"] = ProportionInterval,
        ["test.correlation"] = CorrelationOfPairs,
        ["test.multiple_comparison"] = MultipleComparison,
        ["test.diebold_mariano"] = EqualAccuracy,
        ["bootstrap.white_reality_check"] = RealityCheck,
        ["bootstrap.hansen_spa"] = SuperiorAbility,
        ["bootstrap.mean"] = BootstrapOfMean,
        ["overfitting.pbo_cscv"] = Overfitting,
        ["drift.page_hinkley"] = PageHinkleyPath,
        ["drift.ddm"] = ErrorRateDrift,
        ["drift.adwin_exact"] = AdaptiveWindowDetections,
        ["drift.psi"] = c => new JsonObject { ["psi"] = N(PopulationStability.Index(c.Vector("reference"), c.Vector("current"), c.Integer("bins", 10), c.Number("min_share", 1e-4))) },
        ["factor.information_coefficient"] = InformationCoefficient,
        ["factor.quantile_returns"] = QuantileReturns,
        ["factor.rank_autocorrelation"] = c => new JsonObject { ["rank_autocorrelation"] = V(FactorEvaluation.RankAutocorrelation(Flat(c.Matrix("factor")), c.Matrix("factor")[0].Length)) },
        ["risk.kelly_binary"] = c => new JsonObject { ["fraction"] = N(Kelly.Binary(c.Number("win_probability"), c.Number("odds"))) },
        ["risk.kelly_empirical"] = EmpiricalKelly,
        ["risk.kelly_multivariate"] = MultivariateKelly,
        ["risk.square_root_impact"] = c => new JsonObject
        {
            ["impact_return"] = N(MarketImpact.SquareRoot(c.Number("coefficient"), c.Number("daily_volatility"), c.Number("quantity"), c.Number("daily_volume"))),
        },
        ["risk.normal_var_es"] = NormalTail,
        ["risk.kupiec"] = Kupiec,
        ["calibration.platt"] = Platt,
        ["calibration.isotonic"] = Isotonic,
        ["calibration.quality"] = Quality,
        ["calibration.auc"] = c => new JsonObject { ["auc"] = N(CalibrationMetrics.AreaUnderCurve(c.Vector("score"), Integers(c, "label"))) },
        ["fusion.linear_pool"] = c => Pool(c, p => ProbabilityPool.Linear(p, c.Vector("weight"))),
        ["fusion.log_odds_pool"] = c => Pool(c, p => ProbabilityPool.LogOdds(p, c.Vector("weight"), c.Number("extremize", 1))),
        ["fusion.naive_bayes"] = c => Pool(c, p => ProbabilityPool.NaiveBayes(p, c.Number("prior", 0.5))),
        ["fusion.confidence_weighted"] = c => Pool(c, p => ProbabilityPool.ConfidenceWeighted(p, c.Vector("weight"))),
        ["feature.fractional_difference"] = FractionallyDifferenced,
        ["event.cusum"] = CusumEvents,
        ["label.uniqueness"] = Uniqueness,
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

    private static JsonObject Test(HypothesisTestResult result) => new() { ["statistic"] = N(result.Statistic), ["p_value"] = N(result.PValue) };

    private static JsonObject Test(StudentTestResult result) => Test(new HypothesisTestResult(result.Statistic, result.PValue));

    private static Alternative Side(GoldenCase c) => c.Text("alternative", "two_sided") switch
    {
        "two_sided" => Alternative.TwoSided,
        "less" => Alternative.Less,
        "greater" => Alternative.Greater,
        var other => throw new FormatException($"alternative '{other}' is unknown"),
    };

    private static TrendTerms Trend(GoldenCase c) => c.Text("regression", "c") switch
    {
        "n" => TrendTerms.None,
        "c" => TrendTerms.Constant,
        "ct" => TrendTerms.ConstantAndTrend,
        "ctt" => TrendTerms.ConstantAndQuadraticTrend,
        var other => throw new FormatException($"regression '{other}' is unknown"),
    };

    private static JsonObject FamaMacBethPremia(GoldenCase c)
    {
        double[][] returns = c.Matrix("excess_returns"), factors = c.Matrix("factors");
        FamaMacBethResult r = FamaMacBeth.Estimate(Flat(returns), returns[0].Length, Flat(factors), factors[0].Length);
        return new JsonObject
        {
            ["lambda"] = V(r.Premia),
            ["standard_errors"] = V(r.StandardErrors),
            ["t_statistics"] = V(r.TStatistics),
            ["newey_west_lag"] = r.NeweyWestLag,
            ["standard_errors_newey_west"] = V(r.StandardErrorsNeweyWest),
            ["shanken_factor"] = N(r.ShankenFactor),
        };
    }

    private static JsonObject Grs(GoldenCase c)
    {
        double[][] returns = c.Matrix("excess_returns"), factors = c.Matrix("factors");
        GibbonsRossShanken r = GibbonsRossShanken.Test(Flat(returns), returns[0].Length, Flat(factors), factors[0].Length);
        return new JsonObject
        {
            ["statistic"] = N(r.Statistic),
            ["p_value"] = N(r.PValue),
            ["degrees_of_freedom"] = V([r.NumeratorDegreesOfFreedom, r.DenominatorDegreesOfFreedom]),
        };
    }

    private static JsonObject UnitRoot(GoldenCase c, UnitRootResult r)
    {
        var outputs = new JsonObject { ["statistic"] = N(r.Statistic), ["p_value"] = N(r.PValue) };
        if (c.Op == "series.adf")
        {
            outputs["critical_values"] = V([r.CriticalValue1Percent, r.CriticalValue5Percent, r.CriticalValue10Percent]);
        }
        else
        {
            outputs["lag"] = r.Lag;
            outputs["observations"] = r.Observations;
        }

        return outputs;
    }

    private static JsonObject Portmanteau(GoldenCase c)
    {
        double[] x = c.Vector("x");
        int[] lags = Integers(c, "lags");
        HypothesisTestResult[] ljungBox = [.. lags.Select(l => SerialDependence.LjungBox(x, l))], boxPierce = [.. lags.Select(l => SerialDependence.BoxPierce(x, l))];
        return new JsonObject
        {
            ["ljung_box"] = V([.. ljungBox.Select(r => r.Statistic)]),
            ["ljung_box_p_value"] = V([.. ljungBox.Select(r => r.PValue)]),
            ["box_pierce"] = V([.. boxPierce.Select(r => r.Statistic)]),
        };
    }

    private static JsonObject JarqueBera(GoldenCase c)
    {
        JsonObject outputs = Test(SerialDependence.JarqueBera(c.Vector("x")));
        Moments m = Moments.Of(c.Vector("x"));
        outputs["skewness"] = N(m.Skewness);
        outputs["kurtosis"] = N(m.Kurtosis);
        return outputs;
    }

    private static JsonObject Autocorrelation(GoldenCase c)
    {
        double[] autocorrelation = new double[c.Integer("max_lag")];
        SerialDependence.Autocorrelation(c.Vector("x"), autocorrelation);
        return new JsonObject { ["autocorrelation"] = V(autocorrelation) };
    }

    private static JsonObject ProportionInterval(GoldenCase c)
    {
        int successes = c.Integer("successes"), trials = c.Integer("trials");
        Interval interval = c.Text("method") switch
        {
            "wilson" => Proportions.Wilson(successes, trials, c.Number("confidence")),
            "clopper_pearson" => Proportions.ClopperPearson(successes, trials, c.Number("confidence")),
            var other => throw new FormatException($"method '{other}' is unknown"),
        };
        return new JsonObject { ["low"] = N(interval.Low), ["high"] = N(interval.High) };
    }

    private static JsonObject CorrelationOfPairs(GoldenCase c)
    {
        double[] a = c.Vector("a"), b = c.Vector("b");
        HypothesisTestResult r = c.Text("kind") switch
        {
            "pearson" => Correlation.Pearson(a, b),
            "spearman" => Correlation.Spearman(a, b),
            "kendall_tau_b" => Correlation.KendallTauB(a, b),
            var other => throw new FormatException($"kind '{other}' is unknown"),
        };
        return new JsonObject { ["correlation"] = N(r.Statistic), ["p_value"] = N(r.PValue) };
    }

    private static JsonObject MultipleComparison(GoldenCase c)
    {
        double[] p = c.Vector("p_values");
        MultipleTesting.Adjust(p, c.Text("method") switch
        {
            "bonferroni" => MultipleTestingCorrection.Bonferroni,
            "holm" => MultipleTestingCorrection.Holm,
            "benjamini_hochberg" => MultipleTestingCorrection.BenjaminiHochberg,
            "benjamini_yekutieli" => MultipleTestingCorrection.BenjaminiYekutieli,
            var other => throw new FormatException($"method '{other}' is unknown"),
        }, p);
        return new JsonObject { ["adjusted_p_values"] = V(p) };
    }

    private static JsonObject EqualAccuracy(GoldenCase c)
    {
        DieboldMariano r = DieboldMariano.Test(c.Vector("error_a"), c.Vector("error_b"), c.Integer("horizon", 1));
        return new JsonObject { ["statistic"] = N(r.Statistic), ["p_value_normal"] = N(r.PValueNormal), ["statistic_hln"] = N(r.StatisticCorrected), ["p_value_hln"] = N(r.PValueCorrected) };
    }

    private static JsonObject RealityCheck(GoldenCase c)
    {
        double[][] d = c.Matrix("excess_performance");
        RealityCheckResult r = DataSnooping.RealityCheck(Flat(d), d[0].Length, Indices(c));
        return new JsonObject { ["statistic"] = N(r.Statistic), ["p_value"] = N(r.PValue), ["bootstrap_statistics"] = V(r.BootstrapStatistics) };
    }

    private static JsonObject SuperiorAbility(GoldenCase c)
    {
        double[][] d = c.Matrix("excess_performance");
        SuperiorAbilityResult r = DataSnooping.SuperiorAbility(Flat(d), d[0].Length, Indices(c), c.Number("restart_probability"));
        return new JsonObject
        {
            ["omega"] = V(r.Omega),
            ["statistic"] = N(r.Statistic),
            ["p_value_lower"] = N(r.PValueLower),
            ["p_value_consistent"] = N(r.PValueConsistent),
            ["p_value_upper"] = N(r.PValueUpper),
        };
    }

    private static JsonObject Overfitting(GoldenCase c)
    {
        double[][] returns = c.Matrix("returns");
        OverfittingResult r = BacktestOverfitting.Assess(Flat(returns), returns[0].Length, c.Integer("blocks"));
        return new JsonObject
        {
            ["logits"] = V(r.Logits),
            ["pbo"] = N(r.Probability),
            ["probability_of_loss"] = N(r.ProbabilityOfLoss),
            ["degradation_slope"] = N(r.DegradationSlope),
            ["degradation_intercept"] = N(r.DegradationIntercept),
            ["in_sample_of_chosen"] = V(r.InSample),
            ["out_of_sample_of_chosen"] = V(r.OutOfSample),
        };
    }

    private static JsonObject PageHinkleyPath(GoldenCase c)
    {
        double[] x = c.Vector("x"), statistic = new double[x.Length];
        var detector = new PageHinkley(c.Number("delta"), c.Number("threshold"));
        int? first = null;
        for (int i = 0; i < x.Length; i++)
        {
            bool alarm = detector.Update(x[i]);
            statistic[i] = detector.Statistic;
            first ??= alarm ? i : null;
        }

        return new JsonObject { ["statistic"] = V(statistic), ["first_alarm_index"] = first };
    }

    private static JsonObject ErrorRateDrift(GoldenCase c)
    {
        int[] errors = Integers(c, "error");
        var detector = new ErrorRateDetector(c.Integer("warmup", 30), c.Number("warning_deviations", 2), c.Number("drift_deviations", 3));
        int? warning = null, drift = null;
        for (int i = 0; i < errors.Length; i++)
        {
            DriftLevel level = detector.Update(errors[i] == 1);
            warning ??= level != DriftLevel.Stable ? i : null;
            drift ??= level == DriftLevel.Drift ? i : null;
        }

        return new JsonObject { ["warning_index"] = warning, ["drift_index"] = drift };
    }

    private static JsonObject AdaptiveWindowDetections(GoldenCase c)
    {
        double[] x = c.Vector("x");
        int minSide = c.Integer("min_side", 5);
        var window = new AdaptiveWindow(c.Number("delta"), minSide, Math.Max(x.Length, 2 * minSide));
        var detections = new JsonArray();
        int? first = null;
        for (int i = 0; i < x.Length; i++)
        {
            if (window.Update(x[i]))
            {
                first ??= i;
                if (detections.Count < 3)
                {
                    detections.Add((JsonNode)new JsonObject { ["index"] = i, ["width_after"] = window.Width, ["dropped_in_all"] = window.Dropped });
                }
            }
        }

        return new JsonObject { ["first_detection_index"] = first, ["first_detections"] = detections };
    }

    private static JsonObject InformationCoefficient(GoldenCase c)
    {
        double[][] factor = c.Matrix("factor");
        InformationCoefficients r = FactorEvaluation.InformationCoefficients(Flat(factor), Flat(c.Matrix("forward_return")), factor[0].Length);
        return new JsonObject
        {
            ["ic_pearson"] = V(r.Pearson),
            ["ic_spearman"] = V(r.Spearman),
            ["ic_spearman_mean"] = N(r.SpearmanMean),
            ["ic_spearman_standard_deviation"] = N(r.SpearmanStandardDeviation),
            ["information_ratio"] = N(r.InformationRatio),
            ["t_statistic"] = N(r.TStatistic),
        };
    }

    private static JsonObject QuantileReturns(GoldenCase c)
    {
        double[][] factor = c.Matrix("factor");
        int quantiles = c.Integer("quantiles");
        double[] means = FactorEvaluation.QuantileReturns(Flat(factor), Flat(c.Matrix("forward_return")), factor[0].Length, quantiles);
        return new JsonObject { ["mean_return"] = GoldenCase.FromMatrix(means.Chunk(quantiles)) };
    }

    private static JsonObject EmpiricalKelly(GoldenCase c)
    {
        KellyFraction r = Kelly.Empirical(c.Vector("returns"));
        return new JsonObject { ["fraction"] = N(r.Fraction), ["growth"] = N(r.Growth), ["growth_at_half"] = N(r.GrowthAtHalf) };
    }

    private static JsonObject MultivariateKelly(GoldenCase c)
    {
        double[] fraction = Kelly.Multivariate(c.Vector("mean_excess_return"), Flat(c.Matrix("covariance")));
        return new JsonObject { ["fraction"] = V(fraction), ["half_fraction"] = V([.. fraction.Select(f => 0.5 * f)]) };
    }

    private static JsonObject NormalTail(GoldenCase c)
    {
        TailRisk r = TailRisk.Normal(c.Number("mean"), c.Number("standard_deviation"), c.Number("confidence"));
        return new JsonObject { ["value_at_risk_loss"] = N(r.ValueAtRisk), ["expected_shortfall_loss"] = N(r.ExpectedShortfall) };
    }

    private static JsonObject Kupiec(GoldenCase c)
    {
        HypothesisTestResult r = TailRisk.Kupiec(c.Integer("observations"), c.Integer("exceptions"), c.Number("tail_probability"));
        return new JsonObject { ["likelihood_ratio"] = N(r.Statistic), ["p_value"] = N(r.PValue) };
    }

    private static JsonObject FractionallyDifferenced(GoldenCase c)
    {
        double[] x = [.. c.Vector("close").Select(v => Math.Log(v))], weights = new double[c.Integer("window")], values = new double[x.Length];
        FractionalDifference.Weights(c.Number("d"), weights);
        FractionalDifference.Apply(x, weights, values);
        return new JsonObject { ["weights"] = V(weights), ["values"] = V(values) };
    }

    private static JsonObject CusumEvents(GoldenCase c)
    {
        double[] close = c.Vector("close");
        var filter = new CusumFilter(c.Number("threshold"));
        return new JsonObject { ["event_index"] = V(Enumerable.Range(1, Math.Max(0, close.Length - 1)).Where(i => filter.Update(Math.Log(close[i] / close[i - 1])) != 0)) };
    }

    private static JsonObject Uniqueness(GoldenCase c)
    {
        int[] start = Integers(c, "start"), end = Integers(c, "end"), concurrency = new int[c.Integer("bars")];
        double[] uniqueness = new double[start.Length];
        LabelConcurrency.Count(start, end, concurrency);
        LabelConcurrency.AverageUniqueness(start, end, concurrency.Length, uniqueness);
        return new JsonObject { ["average_uniqueness"] = V(uniqueness), ["concurrency_first_60"] = V(concurrency.Take(60)) };
    }
}
