namespace Trading.Sdk.DataFeeds;

internal enum CaptureFrameKind : byte
{
    Received,
    Response,
    Other,
}
