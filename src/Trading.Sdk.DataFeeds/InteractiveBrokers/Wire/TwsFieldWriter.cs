using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Trading.Sdk.DataFeeds;

/// <summary>Builds one frame: fields ended by NUL behind a 4-byte big-endian length.</summary>
internal sealed class TwsFieldWriter
{
    private readonly List<byte> bytes = [0, 0, 0, 0];

    public TwsFieldWriter Add(int value) => Add(value.ToString(CultureInfo.InvariantCulture));

    public TwsFieldWriter Add(bool value) => Add(value ? "1" : "0");

    public TwsFieldWriter Add(decimal value) => Add(value.ToString(CultureInfo.InvariantCulture));

    /// <exception cref="ArgumentException">The text is not printable ASCII, which a server refuses (code 579).</exception>
    public TwsFieldWriter Add(string value)
    {
        if (!TwsText.IsSendable(value))
        {
            throw new ArgumentException($"'{value}' cannot be sent: fields are printable ASCII.", nameof(value));
        }

        bytes.AddRange(Encoding.ASCII.GetBytes(value));
        bytes.Add(0);
        return this;
    }

    public byte[] ToFrame()
    {
        byte[] frame = [.. bytes];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length - TwsWire.LengthBytes);
        return frame;
    }
}
