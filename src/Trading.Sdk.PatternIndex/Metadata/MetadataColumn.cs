namespace Trading.Sdk.PatternIndex;

/// <summary>One field over all rows. Text keeps the rows of each value, numbers and truth values an array that is scanned.</summary>
internal sealed class MetadataColumn(string name, MetadataType type)
{
    private readonly Dictionary<string, TextRows> _byText = new(StringComparer.Ordinal);
    private string?[] _texts = [];
    private long[] _bits = [];

    public string Name { get; } = name;

    public MetadataType Type { get; } = type;

    public IdBitmap Present { get; } = new();

    public void Set(long row, MetadataValue value)
    {
        if (value.Type != Type && !(Type == MetadataType.Number && value.Type == MetadataType.Integer))
        {
            throw new ArgumentException($"Field '{Name}' holds {Type}; the value '{value}' is {value.Type}.", nameof(value));
        }

        Clear(row);
        Present.Add(row);
        if (Type == MetadataType.Text)
        {
            Grow(ref _texts, row);
            _texts[row] = value.Text;
            if (!_byText.TryGetValue(value.Text, out TextRows? rows))
            {
                _byText.Add(value.Text, rows = new TextRows());
            }

            rows.Add(row);
            return;
        }

        Grow(ref _bits, row);
        _bits[row] = Type switch
        {
            MetadataType.Integer => value.Integer,
            MetadataType.Number => BitConverter.DoubleToInt64Bits(value.Number),
            _ => value.Boolean ? 1 : 0,
        };
    }

    public void Clear(long row)
    {
        if (!Present.Contains(row))
        {
            return;
        }

        Present.Remove(row);
        if (Type == MetadataType.Text)
        {
            string text = _texts[row]!;
            TextRows rows = _byText[text];
            rows.Remove(row);
            if (rows.IsEmpty)
            {
                _byText.Remove(text);
            }

            _texts[row] = null;
        }
    }

    public MetadataValue? Get(long row) => !Present.Contains(row)
        ? null
        : Type switch
        {
            MetadataType.Integer => _bits[row],
            MetadataType.Number => BitConverter.Int64BitsToDouble(_bits[row]),
            MetadataType.Boolean => _bits[row] != 0,
            _ => _texts[row]!,
        };

    public void SelectEqual(MetadataValue value, IdBitmap rows)
    {
        switch (Type)
        {
            case MetadataType.Text when value.Type == MetadataType.Text:
                if (_byText.TryGetValue(value.Text, out TextRows? known))
                {
                    known.AddTo(rows);
                }

                return;
            case MetadataType.Boolean when value.Type == MetadataType.Boolean:
                long wanted = value.Boolean ? 1 : 0;
                for (long row = Present.Next(0); row >= 0; row = Present.Next(row + 1))
                {
                    if (_bits[row] == wanted)
                    {
                        rows.Add(row);
                    }
                }

                return;
            case MetadataType.Integer or MetadataType.Number when value.Type is MetadataType.Integer or MetadataType.Number:
                SelectRange(value, value, rows);
                return;
            default:
                throw new ArgumentException($"Field '{Name}' holds {Type}; it is compared with '{value}', which is {value.Type}.", nameof(value));
        }
    }

    public void SelectRange(MetadataValue? least, MetadataValue? most, IdBitmap rows)
    {
        if (Type is not (MetadataType.Integer or MetadataType.Number))
        {
            throw new ArgumentException($"Field '{Name}' holds {Type}; ranges are for integer and number fields.", nameof(least));
        }

        Span<ulong> present = Present.Words;
        rows.EnsureCapacity((long)present.Length << 6);
        Span<ulong> result = rows.Words;
        bool whole = Type == MetadataType.Integer && (least is null or { Type: MetadataType.Integer }) && (most is null or { Type: MetadataType.Integer });
        long low = whole ? least?.Integer ?? long.MinValue : 0, high = whole ? most?.Integer ?? long.MaxValue : 0;
        double lowNumber = whole ? 0 : least?.Number ?? double.NegativeInfinity, highNumber = whole ? 0 : most?.Number ?? double.PositiveInfinity;
        for (int w = 0; w < present.Length; w++)
        {
            if (present[w] == 0)
            {
                continue;
            }

            ulong hits = 0;
            int end = Math.Min(64, _bits.Length - (w << 6));
            ReadOnlySpan<long> values = _bits.AsSpan(w << 6, end);
            for (int i = 0; i < values.Length; i++)
            {
                bool inside = whole
                    ? values[i] >= low && values[i] <= high
                    : Type == MetadataType.Integer
                        ? values[i] >= lowNumber && values[i] <= highNumber
                        : BitConverter.Int64BitsToDouble(values[i]) >= lowNumber && BitConverter.Int64BitsToDouble(values[i]) <= highNumber;
                hits |= (inside ? 1UL : 0) << i;
            }

            result[w] |= hits & present[w];
        }
    }

    private static void Grow<T>(ref T[] values, long row)
    {
        if (row >= values.Length)
        {
            Array.Resize(ref values, checked((int)Math.Max(Math.Max(row + 1, 16), Math.Min(values.Length * 2L, Array.MaxLength))));
        }
    }
}
