namespace Trading.Sdk.DataFeeds;

/// <summary>An error or notice of the server.</summary>
/// <param name="RequestId">The request it belongs to; −1 = none.</param>
/// <param name="Code">The code.</param>
/// <param name="Text">The text, for people: it is localised and must not decide anything.</param>
/// <param name="AdvancedOrderReject">JSON of a refused order; empty mostly.</param>
public sealed record TwsError(int RequestId, int Code, string Text, string AdvancedOrderReject = "")
{
    /// <summary>How far it reaches.</summary>
    public TwsErrorClass Class => TwsErrorCode.Classify(Code, RequestId);

    /// <summary>Reads what follows the version.</summary>
    internal static TwsError Read(ref TwsFieldReader reader)
    {
        int id = reader.ReadInt(), code = reader.ReadInt();
        string text = reader.ReadEscapedString();
        return new TwsError(id, code, text, reader.IsAtEnd ? "" : reader.ReadEscapedString());
    }
}
