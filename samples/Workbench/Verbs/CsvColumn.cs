using System.Globalization;

namespace Trading.Sdk.Workbench;

/// <summary>Reads one numeric column of a comma-separated file with a header line; errors name the file and line.</summary>
internal static class CsvColumn
{
    public static double[] Read(FileInfo file, string? column)
    {
        using StreamReader reader = file.OpenText();
        string[] header = (reader.ReadLine() ?? throw new FormatException($"{file.Name}: the file is empty.")).Split(',');
        for (int i = 0; i < header.Length; i++)
        {
            header[i] = header[i].Trim().Trim('"');
        }

        int place = column is null && header.Length == 1 ? 0 : Array.IndexOf(header, column);
        if (place < 0)
        {
            throw new UsageException($"{file.Name} has no column '{column}'; columns: {string.Join(", ", header)}.");
        }

        var values = new List<double>();
        int line = 1;
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (text.Length == 0)
            {
                continue;
            }

            string[] fields = text.Split(',');
            if (fields.Length <= place)
            {
                throw new FormatException($"{file.Name}:{line}: {fields.Length} fields, column '{header[place]}' is field {place + 1}.");
            }

            if (!double.TryParse(fields[place].Trim().Trim('"'), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
            {
                throw new FormatException($"{file.Name}:{line}: '{fields[place]}' in column '{header[place]}' is not a finite number.");
            }

            values.Add(value);
        }

        return values.Count > 0 ? [.. values] : throw new FormatException($"{file.Name}: there are no rows below the header.");
    }

    public static void Write(FileInfo file, IReadOnlyList<string> header, IReadOnlyList<double[]> columns)
    {
        using var writer = new StreamWriter(file.FullName);
        writer.Write(string.Join(',', header) + "\n");
        for (int i = 0; i < columns[0].Length; i++)
        {
            writer.Write(string.Join(',', columns.Select(c => c[i].ToString("R", CultureInfo.InvariantCulture))) + "\n");
        }
    }
}
