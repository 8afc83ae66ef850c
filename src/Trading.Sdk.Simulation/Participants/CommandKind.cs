namespace Trading.Sdk.Simulation;

internal enum CommandKind
{
    Submit,
    Cancel,
    Replace,
    ReplacePostOnly,
}
