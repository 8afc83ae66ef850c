using System.Globalization;

namespace Trading.Sdk.Persistence.Tests;

/// <summary>Rows of any subject with every column filled, from a seed.</summary>
internal static class SampleRows
{
    public const long Day = 86_400_000_000_000;
    public const long Start = 1_700_006_400_000_000_000; // 2023-11-15T00:00:00Z

    /// <summary>The id of whatever a sample row refers to.</summary>
    public static readonly Guid Parent = new("0195a000-0000-7000-8000-000000000001");

    public static List<TRecord> Make<TRecord>(int count, int seed = 1, string symbol = "BTCUSDT", long start = Start, long step = 1_000_000_123)
        where TRecord : class, IStoredRecord<TRecord>
    {
        var rows = new List<TRecord>(count);
        for (int i = 0; i < count; i++)
        {
            rows.Add(TRecord.Read(new Fields(TRecord.Schema, new Random(HashCode(seed, i)), symbol, start + i * step, i)));
        }

        return rows;
    }

    private static int HashCode(int seed, int i) => unchecked(seed * 1_000_003 + i);

    private sealed class Fields(RecordSchema schema, Random random, string symbol, long time, int row) : IFieldReader
    {
        private int position;

        private RecordColumn Next() => schema.Columns[position++];

        public long Time()
        {
            Next();
            return time;
        }

        public long Int64() => Next().Name is "sequence" or "episode" or "step" ? row : random.NextInt64(1_000_000_000_000);

        public long? Int64OrNull() => random.Next(4) == 0 ? Null<long?>() : Int64();

        public int Int32() => Next().Name is "version" or "generation" or "position" ? row + 1 : random.Next(1000);

        public int? Int32OrNull() => random.Next(4) == 0 ? Null<int?>() : Int32();

        public double Double()
        {
            Next();
            return random.NextDouble() * Math.Pow(10, random.Next(-12, 12)) * (random.Next(2) * 2 - 1);
        }

        public double? DoubleOrNull() => random.Next(4) == 0 ? Null<double?>() : Double();

        public decimal Decimal()
        {
            Next();
            return new decimal(random.Next(), random.Next(), 0, random.Next(2) == 0, (byte)random.Next(0, 13));
        }

        public decimal? DecimalOrNull() => random.Next(4) == 0 ? Null<decimal?>() : Decimal();

        public string Text()
        {
            RecordColumn column = Next();
            if (column.Name == schema.InstrumentColumn)
            {
                return symbol;
            }

            if (column.Name is "side" or "direction")
            {
                return column.Name == "side" ? "buy" : "short";
            }

            string text = "ä'\"\\;--$1 " + random.Next().ToString(CultureInfo.InvariantCulture);
            return text[..Math.Min(text.Length, column.LengthMax)];
        }

        public string? TextOrNull() => random.Next(4) == 0 && schema.Columns[position].Name != schema.InstrumentColumn ? Null<string?>() : Text();

        public Guid Uuid()
        {
            if (Next().Name != "id")
            {
                return Parent;
            }

            byte[] bytes = new byte[16];
            random.NextBytes(bytes);
            return new Guid(bytes);
        }

        public Guid? UuidOrNull() => random.Next(4) == 0 ? Null<Guid?>() : Uuid();

        public string Json()
        {
            Next();
            return $$"""{"b": 1.50, "a": ["{{random.Next()}}", null, "é"]}""";
        }

        public string? JsonOrNull() => random.Next(4) == 0 ? Null<string?>() : Json();

        public bool Boolean()
        {
            Next();
            return random.Next(2) == 0;
        }

        public bool? BooleanOrNull() => random.Next(4) == 0 ? Null<bool?>() : Boolean();

        public PackedLevels Levels()
        {
            Next();
            var levels = new BookLevel[random.Next(6)];
            for (int i = 0; i < levels.Length; i++)
            {
                levels[i] = new BookLevel(random.Next(1_000_000) / 100m, random.Next(1_000_000) / 1000m, random.Next(50));
            }

            return PackedLevels.Pack(levels);
        }

        public ReadOnlyMemory<double> Doubles()
        {
            Next();
            double[] values = new double[random.Next(20)];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = random.Next(10) == 0 ? double.NaN : random.NextDouble();
            }

            return values;
        }

        private T? Null<T>()
        {
            Next();
            return default;
        }
    }
}
