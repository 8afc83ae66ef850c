using System.Text;

namespace Trading.Sdk.DataFeeds;

/// <summary>Makes one string per distinct name (exchanges, market makers), found again by its bytes without allocation. Bounded: a hostile peer gets fresh strings.</summary>
internal sealed class TwsNamePool
{
    private const int NamesMax = 4_096;
    private const int Slots = 16_384;

    private readonly string?[] slots = new string?[Slots];
    private int count;

    public string Get(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
        {
            return "";
        }

        uint hash = 2_166_136_261;
        foreach (byte b in name)
        {
            hash = (hash ^ b) * 16_777_619;
        }

        for (uint slot = hash % Slots; ; slot = (slot + 1) % Slots)
        {
            string? known = slots[slot];
            if (known is null)
            {
                string made = Encoding.UTF8.GetString(name);
                if (count < NamesMax)
                {
                    slots[slot] = made;
                    count++;
                }

                return made;
            }

            if (Matches(known, name))
            {
                return known;
            }
        }
    }

    // Only ASCII names match by their bytes; others are decoded each time, which is correct and rare.
    private static bool Matches(string known, ReadOnlySpan<byte> name)
    {
        if (known.Length != name.Length)
        {
            return false;
        }

        for (int i = 0; i < name.Length; i++)
        {
            if (known[i] != name[i] || name[i] > 0x7F)
            {
                return false;
            }
        }

        return true;
    }
}
