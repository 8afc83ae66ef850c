namespace Trading.Sdk.Simulation;

/// <summary>A command on its way to the exchange.</summary>
internal struct PendingCommand
{
    public CommandKind Kind;
    public int Participant;
    public long OrderId;
    public OrderRequest Request;
}
