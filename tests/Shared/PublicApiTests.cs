using System.Reflection;
using System.Text;

namespace Trading.Sdk.Tests;

/// <summary>
/// The public API of the package under test is the text in <c>PublicApi.txt</c> beside the test project.
/// A deliberate change is recorded by running the tests once with TRADING_SDK_UPDATE_API=1.
/// </summary>
public class PublicApiTests
{
    [Fact]
    public void PublicApi_Always_EqualsTheCommittedListing()
    {
        string? package = typeof(PublicApiTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(a => a.Key == "PackageUnderTest")?.Value;
        Assert.SkipWhen(package is null, "this project tests no package");

        string actual = Describe(Assembly.Load(new AssemblyName(package!)));
        string file = Path.Combine(SharedFolder.Repository, "tests", package + ".Tests", "PublicApi.txt");
        if (Environment.GetEnvironmentVariable("TRADING_SDK_UPDATE_API") == "1")
        {
            File.WriteAllText(file, actual);
        }

        Assert.True(File.Exists(file), $"{file} is missing: run once with TRADING_SDK_UPDATE_API=1");
        Assert.Equal(File.ReadAllText(file).ReplaceLineEndings("\n"), actual);
    }

    private static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (Type type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(type.IsInterface ? "interface " : type.IsEnum ? "enum " : type.IsValueType ? "struct " : "class ").Append(type.FullName).Append('\n');
            const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
            IEnumerable<string> members = type.GetMembers(Declared)
                .Where(m => IsVisible(m) && m is not Type && !m.Name.Contains('<', StringComparison.Ordinal))
                .Select(m => m switch
                {
                    FieldInfo { IsLiteral: true } f when type.IsEnum => $"{f.Name} = {f.GetRawConstantValue()}",
                    EventInfo e => $"event {e.EventHandlerType} {e.Name}",
                    _ => m.ToString()!,
                })
                .Order(StringComparer.Ordinal);
            foreach (string member in members)
            {
                text.Append("    ").Append(member).Append('\n');
            }
        }

        return text.ToString();
    }

    private static bool IsVisible(MemberInfo member) => member switch
    {
        MethodBase m => (m.IsPublic || m.IsFamily || m.IsFamilyOrAssembly) && !(m.IsSpecialName && m.Name is not ".ctor" && !m.Name.StartsWith("op_", StringComparison.Ordinal)),
        FieldInfo f => (f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly) && !f.IsSpecialName,
        PropertyInfo p => p.GetAccessors(nonPublic: true).Any(a => a.IsPublic || a.IsFamily || a.IsFamilyOrAssembly),
        EventInfo e => e.AddMethod is { IsPublic: true },
        _ => false,
    };
}
