namespace Trading.Sdk.Persistence;

/// <summary>A row that could not be stored.</summary>
/// <param name="Index">Its position in the batch, from 0.</param>
/// <param name="Reason">Why.</param>
public sealed record RowRejection(int Index, string Reason);
