using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Trading.Sdk.Workbench;

/// <summary>
/// How every verb behaves: exit code 0 on success, 1 on a failed operation, 2 on bad arguments, errors on stderr in one
/// line, and with <c>--json</c> one JSON document on stdout and nothing else.
/// </summary>
internal static class Verb
{
    private static readonly JsonSerializerOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Makes a verb whose result is one JSON object; without <c>--json</c> the object is shown as a table.</summary>
    public static Command Create(string name, string description, IEnumerable<Option> options, Func<ParseResult, CancellationToken, Task<JsonObject>> run)
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON document on stdout." };
        var command = new Command(name, description) { json };
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            JsonObject result = await run(parsed, cancellation);
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(result.ToJsonString(JsonOptions));
            }
            else
            {
                Show(result);
            }

            return 0;
        });
        return command;
    }

    /// <summary>The same for a computation that has nothing to wait for.</summary>
    public static Command Create(string name, string description, IEnumerable<Option> options, Func<ParseResult, JsonObject> run) =>
        Create(name, description, options, (parsed, _) => Task.FromResult(run(parsed)));

    /// <summary>Parses and runs the command line.</summary>
    public static async Task<int> RunAsync(RootCommand root, string[] args)
    {
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            return Fail(2, string.Join("; ", parsed.Errors.Select(e => e.Message)));
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (UsageException e)
        {
            return Fail(2, e.Message);
        }
        catch (OperationCanceledException)
        {
            return Fail(1, "cancelled");
        }
        catch (Exception e)
        {
            return Fail(1, e is AggregateException { InnerException: { } inner } ? inner.Message : e.Message);
        }
    }

    private static int Fail(int code, string message)
    {
        Console.Error.WriteLine(message.ReplaceLineEndings(" "));
        return code;
    }

    private static void Show(JsonObject result)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("field").AddColumn("value");
        foreach ((string name, JsonNode? value) in result)
        {
            table.AddRow(Markup.Escape(name), Markup.Escape(value is JsonValue v && v.TryGetValue(out string? text) ? text : value?.ToJsonString(JsonOptions) ?? "null"));
        }

        AnsiConsole.Write(table);
    }
}
