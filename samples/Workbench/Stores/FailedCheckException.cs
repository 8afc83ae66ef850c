using System.Text.Json.Nodes;

namespace Trading.Sdk.Workbench.Stores;

/// <summary>A check that came to a bad verdict: the verdict is printed, and the exit code is 1.</summary>
internal sealed class FailedCheckException : Exception
{
    public FailedCheckException(JsonObject result, string message)
        : base(message)
    {
        // The document belongs to the answer even when the answer is bad news.
        Console.Out.WriteLine(result.ToJsonString());
    }
}
