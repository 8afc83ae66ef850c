namespace Trading.Sdk.DataFeeds;

/// <summary>A frame of a capture: its place in the file, time of arrival, and bytes.</summary>
internal sealed record CaptureFrame(long Line, CaptureFrameKind Kind, string Connection, long ReceiveTime, string Url, byte[] Data);
