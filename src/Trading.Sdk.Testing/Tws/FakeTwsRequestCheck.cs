using System.Globalization;

namespace Trading.Sdk.Testing;

/// <summary>The layouts of the requests at versions 163…176, and whether a request follows its own, field by field.</summary>
internal static class FakeTwsRequestCheck
{
    private const string Contract = "int text securityType text strike right text text text text text text";

    private static readonly Dictionary<int, (int Version, string Layout)> Layouts = new()
    {
        [71] = (2, "int text"),
        [49] = (1, ""),
        [8] = (1, "int"),
        [17] = (1, ""),
        [82] = (0, ""),
        [83] = (0, "id text"),
        [59] = (1, "1..4"),
        [9] = (8, "id " + Contract + " flag text text issuer"),
        [10] = (5, "id " + Contract + " 1..1000 bool text"),
        [11] = (1, "known bool"),
        [97] = (0, "id " + Contract + " tick int bool"),
        [98] = (0, "known"),
        [1] = (11, "id " + Contract + " bool text bool bool text"),
        [2] = (2, "known"),
        [50] = (3, "id " + Contract + " 5..5 text bool text"),
        [51] = (1, "known"),
        [20] = (0, "id " + Contract + " bool text text text bool text 1..2 bool text"),
        [25] = (1, "known"),
        [96] = (0, "id " + Contract + " bool text text 1..1000 text bool bool text"),
        [87] = (0, "id " + Contract + " bool bool text 1..2"),
        [90] = (0, "known"),
        [14] = (1, "1..5"),
    };

    /// <summary>What is wrong with a request; null = nothing.</summary>
    public static string? Problem(string[] fields, int serverVersion, HashSet<int> usedIds)
    {
        if (!int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out int message) || !Layouts.TryGetValue(message, out (int Version, string Layout) layout))
        {
            return $"'{fields[0]}' is no request known here";
        }

        List<string> kinds = [.. layout.Layout.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        if (serverVersion < 176)
        {
            kinds.Remove("issuer");
        }

        if (layout.Version > 0)
        {
            kinds.Insert(0, $"{layout.Version}..{layout.Version}");
        }

        if (fields.Length != kinds.Count + 1)
        {
            return $"request {message} has {fields.Length} fields, expected {kinds.Count + 1}";
        }

        for (int i = 0; i < kinds.Count; i++)
        {
            if (!Fits(fields[i + 1], kinds[i], usedIds))
            {
                return $"request {message}, field {i + 2}: '{fields[i + 1]}' is not {kinds[i]}";
            }
        }

        return null;
    }

    private static bool Fits(string field, string kind, HashSet<int> usedIds)
    {
        if (field.Any(c => c is < ' ' or > '~'))
        {
            return false;
        }

        switch (kind)
        {
            case "text" or "issuer":
                return true;
            case "int":
                // Empty is how some clients say "not set"; a server reads it as 0.
                return field.Length == 0 || int.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
            case "flag":
                return field is "" or "0" or "1";
            case "bool":
                return field is "0" or "1";
            case "id":
                // An id is used once in a session.
                return int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out int id) && usedIds.Add(id);
            case "known":
                return int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out int known) && usedIds.Contains(known);
            case "securityType":
                return field is "STK" or "OPT" or "FUT" or "IND" or "FOP" or "CASH" or "BAG" or "WAR" or "BOND" or "CMDTY" or "NEWS" or "FUND" or "CRYPTO" or "CFD" or "CONTFUT" or "";
            case "strike":
                return double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out _) || field.Length == 0;
            case "right":
                return field is "" or "C" or "P" or "CALL" or "PUT";
            case "tick":
                return field is "Last" or "AllLast" or "BidAsk" or "MidPoint";
            default:
                string[] range = kind.Split("..");
                return int.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= int.Parse(range[0], CultureInfo.InvariantCulture) && number <= int.Parse(range[1], CultureInfo.InvariantCulture);
        }
    }
}
