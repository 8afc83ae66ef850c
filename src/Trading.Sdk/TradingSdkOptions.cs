using System.ComponentModel.DataAnnotations;

namespace Trading.Sdk;

/// <summary>What <c>AddTradingSdk</c> reads from the configuration section <c>Trading</c>. Values out of range stop the host at start.</summary>
public sealed class TradingSdkOptions : IValidatableObject
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Trading";

    /// <summary>Name of the pipeline. Default <c>pipeline</c>.</summary>
    [Required]
    public string Name { get; set; } = "pipeline";

    /// <summary>Symbol traded: one of the feed's instruments; empty = its only one.</summary>
    public string Symbol { get; set; } = "";

    /// <summary>Time between decisions. Default one second.</summary>
    public TimeSpan DecisionInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Cash at the start of the shadow account. Default 100,000.</summary>
    [Range(0, 1e15)]
    public decimal InitialCash { get; set; } = 100_000;

    /// <summary>Fee of fills that rested, as a fraction. Default 0.0002.</summary>
    [Range(-0.1, 0.1)]
    public decimal MakerFee { get; set; } = 0.0002m;

    /// <summary>Fee of fills that took, as a fraction. Default 0.0004.</summary>
    [Range(-0.1, 0.1)]
    public decimal TakerFee { get; set; } = 0.0004m;

    /// <summary>Time from a decision to the venue. Default 5 ms.</summary>
    public TimeSpan OrderLatency { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Time of the venue's answer. Default 5 ms.</summary>
    public TimeSpan ResponseLatency { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Queue model by name: risk_averse, log, log2, power_n…, power2_n…, power3_n…. Default risk_averse.</summary>
    [Required]
    public string QueueModel { get; set; } = "risk_averse";

    /// <summary>Largest absolute position in lots; null = no limit.</summary>
    [Range(1, long.MaxValue)]
    public long? PositionMax { get; set; }

    /// <summary>Largest absolute value of the position; null = no limit.</summary>
    [Range(0, double.MaxValue)]
    public double? NotionalMax { get; set; }

    /// <summary>Loss since the start of the day that opens the circuit; null = no limit.</summary>
    [Range(double.Epsilon, double.MaxValue)]
    public double? DailyLossMax { get; set; }

    /// <summary>Fall from the highest equity that opens the circuit, as a fraction in (0, 1]. Default 1: none.</summary>
    [Range(double.Epsilon, 1)]
    public double DrawdownMax { get; set; } = 1;

    /// <summary>Most orders a minute; null = no limit.</summary>
    [Range(1, int.MaxValue)]
    public int? OrdersPerMinuteMax { get; set; }

    /// <summary>Oldest data on which an order may be sent. Default 30 s.</summary>
    public TimeSpan DataAgeMax { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Folder of the embedded store; empty = nothing is stored, unless the host registers a store of its own.</summary>
    public string StoreFolder { get; set; } = "";

    /// <summary>Hit rate below which a source is reported. Default 0.45.</summary>
    [Range(0.0, 1.0)]
    public double AlertHitRateMinimum { get; set; } = 0.45;

    /// <summary>Time without data that is reported. Default 30 s.</summary>
    public TimeSpan AlertSilenceMax { get; set; } = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach ((string name, TimeSpan value, TimeSpan least, TimeSpan most) in new[]
        {
            (nameof(DecisionInterval), DecisionInterval, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1)),
            (nameof(OrderLatency), OrderLatency, TimeSpan.Zero, TimeSpan.FromMinutes(1)),
            (nameof(ResponseLatency), ResponseLatency, TimeSpan.Zero, TimeSpan.FromMinutes(1)),
            (nameof(DataAgeMax), DataAgeMax, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1)),
            (nameof(AlertSilenceMax), AlertSilenceMax, TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(1)),
        })
        {
            if (value < least || value > most)
            {
                yield return new ValidationResult($"{name} is {value}; it lies within {least} … {most}.", [name]);
            }
        }
    }
}
