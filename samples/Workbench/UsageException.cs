namespace Trading.Sdk.Workbench;

/// <summary>The arguments contradict each other or name something unknown: exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
