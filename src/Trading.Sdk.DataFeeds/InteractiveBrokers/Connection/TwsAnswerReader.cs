namespace Trading.Sdk.DataFeeds;

/// <summary>Reads one message of an answer and adds it to what came before.</summary>
/// <returns>True when the answer is complete.</returns>
internal delegate bool TwsAnswerReader<T>(int message, ref TwsFieldReader reader, T answer);
