using System.ComponentModel.DataAnnotations;

namespace Trading.Sdk;

/// <summary>Thresholds of alerts.</summary>
public sealed class AlertOptions
{
    /// <summary>Hit rate below which a source is reported, 0…1. Default 0.45.</summary>
    [Range(0.0, 1.0)]
    public double HitRateMinimum { get; set; } = 0.45;

    /// <summary>Resolved signals before a source is judged, at least 1. Default 100.</summary>
    [Range(1, int.MaxValue)]
    public int SignalsMinimum { get; set; } = 100;

    /// <summary>Time without data that is reported. Default 30 s.</summary>
    public TimeSpan SilenceMax { get; set; } = TimeSpan.FromSeconds(30);
}
