using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Trading.Sdk.Statistics;

namespace Trading.Sdk.Tests;

public partial class DocumentationTests
{
    [Fact]
    public void Functions_EveryPublicOne_NameASource()
    {
        Dictionary<string, string> texts = XDocument.Load(Path.Combine(AppContext.BaseDirectory, "Trading.Sdk.Statistics.xml"))
            .Descendants("member").ToDictionary(m => (string)m.Attribute("name")!, m => m.Value);
        bool Sourced(string name) => texts.Where(t => t.Key == name || t.Key.StartsWith(name + "(", StringComparison.Ordinal)).Any(t => Year().IsMatch(t.Value));
        string[] without = [.. typeof(LeastSquares).Assembly.GetExportedTypes()
            .Where(t => t != typeof(Interval))
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
                .Where(m => !m.IsSpecialName)
                .Where(m => !Sourced("T:" + t.FullName) && !Sourced($"M:{t.FullName}.{m.Name}"))
                .Select(m => $"{t.Name}.{m.Name}"))];
        Assert.True(without.Length == 0, "No paper or standard is named by " + string.Join(", ", without));
    }

    [GeneratedRegex(@"\b(1[89]|20)\d\d\b")]
    private static partial Regex Year();
}
