using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Trading.Sdk;
using Trading.Sdk.Backtesting;
using Trading.Sdk.Execution;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;
using Trading.Sdk.Persistence;
using Trading.Sdk.Risk;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registration of the composed pipeline.</summary>
public static class TradingSdkServiceCollectionExtensions
{
    /// <summary>
    /// Registers a <see cref="TradingPipeline"/> from the configuration section <c>Trading</c>, with its performance tracker, alerts, health check and,
    /// where a folder is named, the embedded store. The host registers an <see cref="IMarketDataFeed"/> and an <see cref="IStrategy"/>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The root of the configuration, e.g. appsettings.json.</param>
    /// <exception cref="OptionsValidationException">Thrown when the host starts, or the pipeline is first asked for, with a value out of range.</exception>
    public static IServiceCollection AddTradingSdk(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        IConfigurationSection section = configuration.GetSection(TradingSdkOptions.Section);
        services.AddOptions<TradingSdkOptions>().Configure(options => section.Bind(options)).ValidateOnStart();
        services.TryAddSingleton<IValidateOptions<TradingSdkOptions>, TradingSdkOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<PerformanceTracker>();
        services.TryAddSingleton<IAlertSink, LoggingAlertSink>();
        services.TryAddSingleton(Create);
        services.TryAddSingleton(p => new PipelineHealthCheck(p.GetRequiredService<TradingPipeline>(), p.GetRequiredService<TimeProvider>()));
        if (section[nameof(TradingSdkOptions.StoreFolder)] is { Length: > 0 } folder)
        {
            services.AddTradingPersistence().UseJournal(folder);
        }

        return services;
    }

    private static TradingPipeline Create(IServiceProvider services)
    {
        TradingSdkOptions o = services.GetRequiredService<IOptions<TradingSdkOptions>>().Value;
        IMarketDataFeed feed = services.GetRequiredService<IMarketDataFeed>();
        Instrument[] candidates = [.. feed.Instruments.Where(i => o.Symbol.Length == 0 || i.Symbol == o.Symbol)];
        if (candidates.Length != 1)
        {
            throw new InvalidOperationException($"{TradingSdkOptions.Section}:{nameof(o.Symbol)} is '{o.Symbol}'; the feed has {string.Join(", ", feed.Instruments.Select(i => i.Symbol))}: name exactly one.");
        }

        return new TradingPipeline(
            feed,
            candidates[0],
            services.GetRequiredService<IStrategy>(),
            new TradingPipelineOptions
            {
                Name = o.Name,
                Session = new StrategySessionOptions
                {
                    Clock = DecisionClock.Local,
                    DecisionInterval = Timestamp.FromTimeSpan(o.DecisionInterval),
                    Execution = new SimulatedExecutionOptions
                    {
                        InitialCash = o.InitialCash,
                        Fees = new FeeSchedule(o.MakerFee, o.TakerFee),
                        Latency = new ConstantLatency(Timestamp.FromTimeSpan(o.OrderLatency), Timestamp.FromTimeSpan(o.ResponseLatency)),
                        Queue = QueueModel.Parse(o.QueueModel),
                    },
                    Limits = new RiskLimits
                    {
                        PositionMax = o.PositionMax ?? long.MaxValue,
                        NotionalMax = o.NotionalMax ?? double.PositiveInfinity,
                        DailyLossMax = o.DailyLossMax ?? double.PositiveInfinity,
                        DrawdownMax = o.DrawdownMax,
                        OrdersMax = o.OrdersPerMinuteMax ?? int.MaxValue,
                        DataAgeMax = Timestamp.FromTimeSpan(o.DataAgeMax),
                    },
                },
                Alerts = new AlertOptions { HitRateMinimum = o.AlertHitRateMinimum, SilenceMax = o.AlertSilenceMax },
            },
            services.GetService<ITradingStore>(),
            services.GetService<IAlertSink>(),
            services.GetRequiredService<PerformanceTracker>(),
            services.GetRequiredService<TimeProvider>());
    }
}
