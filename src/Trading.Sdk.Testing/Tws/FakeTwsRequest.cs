namespace Trading.Sdk.Testing;

/// <summary>A request that a <see cref="FakeTwsGateway"/> received.</summary>
/// <param name="Connection">On which connection, from 0.</param>
/// <param name="Fields">All fields, the message id first.</param>
public sealed record FakeTwsRequest(int Connection, IReadOnlyList<string> Fields)
{
    /// <summary>The message id.</summary>
    public int Message => int.Parse(Fields[0], System.Globalization.CultureInfo.InvariantCulture);
}
