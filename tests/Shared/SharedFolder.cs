namespace Trading.Sdk.Tests;

/// <summary>Finds the shared material (golden vectors, recorded data) that stands beside the repository, when it is there.</summary>
internal static class SharedFolder
{
    /// <summary>The folder <c>shared</c> beside the repository, or null.</summary>
    public static string? Root { get; } = FindRoot();

    /// <summary>The full path of a file or folder in the shared material; the running test is skipped, by name, where it is absent.</summary>
    public static string Require(string relativePath)
    {
        string? path = Root is null ? null : Path.Combine(Root, relativePath);
        Assert.SkipUnless(path is not null && (File.Exists(path) || Directory.Exists(path)), $"shared/{relativePath} is not beside the repository");
        return path!;
    }

    /// <summary>The root of the repository the tests were built from.</summary>
    public static string Repository { get; } = FindRepository();

    private static string FindRepository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Trading.Sdk.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests run outside the repository: no Trading.Sdk.sln above " + AppContext.BaseDirectory);
    }

    private static string? FindRoot()
    {
        for (DirectoryInfo? folder = new(FindRepository()); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared");
            if (Directory.Exists(Path.Combine(candidate, "golden")))
            {
                return candidate;
            }
        }

        return null;
    }
}
