namespace Trading.Sdk.DataFeeds;

/// <summary>Where something stands in a message.</summary>
internal readonly record struct TextSlice(int Start, int Length)
{
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> data) => data.Slice(Start, Length);
}
