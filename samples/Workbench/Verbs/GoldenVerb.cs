using System.CommandLine;
using System.Text.Json.Nodes;
using Trading.Sdk.Testing;
using Trading.Sdk.Workbench.Golden;

namespace Trading.Sdk.Workbench;

/// <summary><c>workbench golden PACKAGE --in FILE --out FILE</c>: computes the outputs of a golden file.</summary>
internal static class GoldenVerb
{
    public static Command Create()
    {
        var package = new Argument<string>("package") { Description = "decision, genetic, rl or spectrum." };
        var input = new Option<FileInfo>("--in") { Required = true, Description = "Golden file to read." };
        var output = new Option<FileInfo>("--out") { Required = true, Description = "File to write, with outputs computed." };
        Command command = Verb.Create("golden", "Computes the outputs of a golden file with the SDK.", [input, output], parsed =>
        {
            string name = parsed.GetValue(package)!;
            if (!GoldenCatalog.Packages.TryGetValue(name, out Func<IReadOnlyDictionary<string, GoldenOperation>[]>? sources))
            {
                throw new UsageException($"Unknown golden package '{name}'; known: {string.Join(", ", GoldenCatalog.Packages.Keys)}.");
            }

            var operations = new Dictionary<string, GoldenOperation>(StringComparer.Ordinal);
            foreach (IReadOnlyDictionary<string, GoldenOperation> source in sources())
            {
                foreach ((string op, GoldenOperation operation) in source)
                {
                    operations.Add(op, operation);
                }
            }

            GoldenFile file = GoldenFile.Load(parsed.GetValue(input)!.FullName);
            int computed = file.Compute(operations);
            file.Save(parsed.GetValue(output)!.FullName);
            return new JsonObject { ["cases"] = file.Cases.Count, ["computed"] = computed, ["errors"] = file.Cases.Count - computed };
        });
        command.Arguments.Add(package);
        return command;
    }
}
