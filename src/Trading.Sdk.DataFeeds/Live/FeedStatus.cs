namespace Trading.Sdk.DataFeeds;

/// <summary>The state of an instrument or of a whole feed at one moment.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Reason">Why the state changed last.</param>
/// <param name="Since">When it changed, nanoseconds since 1970; 0 before the first change.</param>
public readonly record struct FeedStatus(FeedState State, FeedStateReason Reason, long Since);
