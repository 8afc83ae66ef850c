namespace Trading.Sdk.Tests;

/// <summary>How long the fault, fuzz and load tests run: short forms by default, long forms under <c>./test.sh --soak</c>.</summary>
internal static class TestEffort
{
    public static bool IsSoak { get; } = Environment.GetEnvironmentVariable("TRADING_SDK_SOAK") == "1";

    /// <summary>The number of repetitions for this run.</summary>
    public static int Count(int normal, int soak) => IsSoak ? soak : normal;
}
