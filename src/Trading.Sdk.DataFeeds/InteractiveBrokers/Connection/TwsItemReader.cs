namespace Trading.Sdk.DataFeeds;

/// <summary>Reads one message of a stream.</summary>
/// <returns>False when the message carries no item.</returns>
internal delegate bool TwsItemReader<T>(int message, int requestId, ref TwsFieldReader reader, out T item);
