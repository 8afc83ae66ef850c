namespace Trading.Sdk.DataFeeds;

/// <summary>An exchange behind a smart quote.</summary>
/// <param name="Bit">Its bit in the map.</param>
/// <param name="Exchange">Exchange.</param>
/// <param name="Letter">Its letter in exchange texts (tick types 32, 33, 84).</param>
public sealed record TwsSmartComponent(int Bit, string Exchange, string Letter)
{
    internal static TwsSmartComponent[] Read(ref TwsFieldReader reader)
    {
        var components = new TwsSmartComponent[reader.ReadCount(3)];
        for (int i = 0; i < components.Length; i++)
        {
            components[i] = new TwsSmartComponent(reader.ReadInt(), reader.ReadString(), reader.ReadString());
        }

        return components;
    }
}
