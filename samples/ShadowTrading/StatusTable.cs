using Spectre.Console;
using Trading.Sdk;

namespace ShadowTrading;

/// <summary>The state of a pipeline in the console until it ends.</summary>
internal static class StatusTable
{
    public static Task ShowAsync(TradingPipeline pipeline, Task run) =>
        AnsiConsole.Live(Render(pipeline)).StartAsync(async display =>
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
            while (!run.IsCompleted && await timer.WaitForNextTickAsync())
            {
                display.UpdateTarget(Render(pipeline));
            }

            display.UpdateTarget(Render(pipeline));
        });

    private static Table Render(TradingPipeline pipeline)
    {
        PipelineStatus s = pipeline.Status;
        return new Table().Border(TableBorder.Rounded)
            .AddColumn("events").AddColumn("waiting").AddColumn("decisions").AddColumn("fills").AddColumn("position").AddColumn("equity").AddColumn("stored")
            .AddRow($"{s.Events:N0}", $"{s.QueuedEvents}", $"{s.Decisions}", $"{s.Fills}", $"{s.Position}", $"{s.Equity:0.00}", $"{s.StoredRecords}");
    }
}
