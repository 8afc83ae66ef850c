using System.CommandLine;
using Trading.Sdk.Workbench;

var root = new RootCommand("Runs each component of Trading.Sdk on files.");
foreach (Command command in VerbCatalog.Create())
{
    root.Subcommands.Add(command);
}

return await Verb.RunAsync(root, args);
