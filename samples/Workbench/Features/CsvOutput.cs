using System.Globalization;
using System.Text;

namespace Trading.Sdk.Workbench.Features;

/// <summary>A CSV file that appears under its name only when it is complete.</summary>
internal sealed class CsvOutput : IDisposable
{
    private readonly string _path;
    private readonly string _unfinished;
    private readonly StreamWriter _writer;
    private readonly StringBuilder _line = new();

    public CsvOutput(string path)
    {
        _path = path;
        _unfinished = path + ".unfinished";
        _writer = new StreamWriter(_unfinished, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 1 << 16) { NewLine = "\n" };
    }

    public static string Number(double value) => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";

    public void Header(IEnumerable<string> names) => _writer.WriteLine(string.Join(',', names));

    public void Write(string line) => _writer.WriteLine(line);

    public void Write(long time, ReadOnlySpan<double> values)
    {
        _line.Clear().Append(time);
        foreach (double value in values)
        {
            _line.Append(',');
            if (double.IsFinite(value))
            {
                _line.Append(CultureInfo.InvariantCulture, $"{value:R}");
            }
        }

        _writer.WriteLine(_line);
    }

    public void Complete()
    {
        _writer.Dispose();
        File.Move(_unfinished, _path, overwrite: true);
    }

    public void Dispose()
    {
        _writer.Dispose();
        File.Delete(_unfinished);
    }
}
