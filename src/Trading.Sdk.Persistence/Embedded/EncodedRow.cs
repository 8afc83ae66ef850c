namespace Trading.Sdk.Persistence;

/// <summary>Finds key and instrument in an encoded row without decoding it.</summary>
internal static class EncodedRow
{
    /// <summary>Hashes the key columns' bytes; <paramref name="instrument"/> is the UTF-8 name, empty for none.</summary>
    public static RowKey ReadKey(ReadOnlySpan<byte> payload, RowLayout layout, out ReadOnlySpan<byte> instrument)
    {
        instrument = default;
        if (payload.Length < 2)
        {
            throw new RecordFormatException($"Expected a row of {layout.Schema.Subject}, found {payload.Length} bytes.");
        }

        EncodedFieldReader.CheckHeader(payload, layout.Schema);
        RowKey key = RowKey.Seed;
        int at = 2;
        for (int i = 0; i < layout.ColumnsNeeded; i++)
        {
            RecordColumn column = layout.Schema.Columns[i];
            int start = at;
            bool isText = column.Kind is ColumnKind.Text or ColumnKind.Json;
            if (column.IsNullable && !isText && Byte(payload, ref at) == 0)
            {
                key = layout.IsKey[i] ? key.Add(payload[start..at]) : key;
                continue;
            }

            int content = at;
            switch (column.Kind)
            {
                case ColumnKind.Text:
                case ColumnKind.Json:
                case ColumnKind.Levels:
                    uint bytes = ReadVarint(payload, ref at);
                    content = at;
                    Skip(payload, ref at, Math.Max(bytes, 1) - 1L);
                    break;
                case ColumnKind.Doubles:
                    Skip(payload, ref at, (Math.Max(ReadVarint(payload, ref at), 1) - 1L) * 8);
                    break;
                default:
                    Skip(payload, ref at, column.Kind switch
                    {
                        ColumnKind.Int32 => 4,
                        ColumnKind.Boolean => 1,
                        ColumnKind.Decimal or ColumnKind.Uuid => 16,
                        _ => 8,
                    });
                    break;
            }

            if (layout.IsKey[i])
            {
                key = key.Add(payload[start..at]);
            }

            if (i == layout.InstrumentIndex)
            {
                instrument = payload[content..at];
            }
        }

        return key;
    }

    public static uint ReadVarint(ReadOnlySpan<byte> payload, ref int at)
    {
        uint value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            byte b = Byte(payload, ref at);
            value |= (uint)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        throw new RecordFormatException($"The length at byte {at} is longer than 32 bits.");
    }

    private static byte Byte(ReadOnlySpan<byte> payload, ref int at)
    {
        int here = at;
        Skip(payload, ref at, 1);
        return payload[here];
    }

    private static void Skip(ReadOnlySpan<byte> payload, ref int at, long count)
    {
        if (count > payload.Length - at)
        {
            throw new RecordFormatException($"The row ends at byte {payload.Length}, but a field needs {count} bytes from byte {at}.");
        }

        at += (int)count;
    }
}
