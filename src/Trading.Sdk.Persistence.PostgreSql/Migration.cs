using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Trading.Sdk.Persistence.PostgreSql;

/// <summary>An embedded SQL script; its checksum is taken over the text with line ends as one character.</summary>
internal sealed record Migration(int Version, string Name, string Sql)
{
    public string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    public static IReadOnlyList<Migration> Embedded { get; } = Load();

    private static List<Migration> Load()
    {
        var migrations = new List<Migration>();
        foreach (string resource in typeof(Migration).Assembly.GetManifestResourceNames())
        {
            if (!resource.EndsWith(".sql", StringComparison.Ordinal))
            {
                continue;
            }

            using var reader = new StreamReader(typeof(Migration).Assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            string name = Path.GetFileNameWithoutExtension(resource);
            migrations.Add(new Migration(int.Parse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture), name[5..], reader.ReadToEnd().ReplaceLineEndings("\n")));
        }

        migrations.Sort((a, b) => a.Version.CompareTo(b.Version));
        return migrations;
    }
}
