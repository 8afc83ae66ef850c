using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Trading.Sdk.Persistence.PostgreSql.Tests;

/// <summary>A private throw-away cluster of the installed PostgreSQL; tests are skipped, by name, where none is installed.</summary>
public sealed class PostgreSqlServer : IDisposable
{
    private readonly string? binaries = FindBinaries();
    private readonly Lock gate = new();
    private string? folder;
    private int port;
    private int databases;

    private string Data => Path.Combine(folder!, "data");

    /// <summary>Connection string of a new, empty database.</summary>
    public string CreateDatabase()
    {
        Assert.SkipUnless(binaries is not null, "PostgreSQL is not installed (Debian: apt-get install postgresql)");
        lock (gate)
        {
            if (folder is null)
            {
                Initialise();
                Start();
            }

            string name = string.Create(CultureInfo.InvariantCulture, $"test{++databases}");
            using var connection = new NpgsqlConnection(ConnectionString("postgres"));
            connection.Open();
            using NpgsqlCommand command = connection.CreateCommand();
            command.CommandText = "create database " + name;
            command.ExecuteNonQuery();
            return ConnectionString(name);
        }
    }

    /// <summary>The number of the server's process.</summary>
    public int ProcessId => int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);

    /// <summary>Kills the server and all its children with SIGKILL, as a crash would.</summary>
    public void Kill()
    {
        int id = ProcessId;
        // The children first lose their parent's shared memory; each is found by its parent's id and killed by its own.
        int[] children = Children(id);
        KillOne(id);
        foreach (int child in children)
        {
            KillOne(child);
        }

        // Its number may still name a dead process that nobody has collected, which pg_ctl would take for a running server.
        File.Delete(Path.Combine(Data, "postmaster.pid"));
    }

    /// <summary>Starts the server again and waits until it answers.</summary>
    public void Start() => Run("pg_ctl", "-D", Data, "-l", Path.Combine(folder!, "server.log"), "-w", "-t", "60", "start");

    public void Dispose()
    {
        if (folder is null)
        {
            return;
        }

        try
        {
            if (File.Exists(Path.Combine(Data, "postmaster.pid")))
            {
                Run("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string ConnectionString(string database) => $"Host=127.0.0.1;Port={port};Username=app;Database={database}";

    private void Initialise()
    {
        folder = Directory.CreateTempSubdirectory("pg-test-").FullName;
        if (IsRoot)
        {
            Execute("chown", User, folder);
        }

        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        Run("initdb", "-D", Data, "-U", "app", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync");
        File.AppendAllText(Path.Combine(Data, "postgresql.conf"), $"\nlisten_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = '{folder}'\n");
    }

    private static bool IsRoot => OperatingSystem.IsLinux() && Environment.UserName == "root";

    // The server refuses to run as root: it gets the user that Debian's package made, or nobody.
    private static string User => File.ReadLines("/etc/passwd").Any(l => l.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    private void Run(string program, params string[] arguments)
    {
        string path = Path.Combine(binaries!, program);
        if (IsRoot)
        {
            Execute("setpriv", ["--reuid=" + User, "--regid=" + GroupOf(User), "--clear-groups", "--", path, .. arguments]);
        }
        else
        {
            Execute(path, arguments);
        }
    }

    private static string GroupOf(string user) => File.ReadLines("/etc/passwd").First(l => l.StartsWith(user + ":", StringComparison.Ordinal)).Split(':')[3];

    private void Execute(string program, params string[] arguments)
    {
        // No pipes: the server would inherit them and keep this process waiting for their end.
        string log = Path.Combine(Path.GetTempPath(), "pg-test-" + Guid.NewGuid().ToString("N") + ".log");
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = folder };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add("\"$@\" > '" + log + "' 2>&1 < /dev/null");
        start.ArgumentList.Add("sh");
        start.ArgumentList.Add(program);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Remove("PGDATA");
        start.Environment["LC_ALL"] = "C.UTF-8";
        using Process process = Process.Start(start)!;
        process.WaitForExit();
        string output = File.ReadAllText(log);
        File.Delete(log);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {output}");
    }

    private static void KillOne(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return;
        }

        for (int i = 0; i < 1000 && IsRunning(id); i++)
        {
            Thread.Sleep(5);
        }
    }

    private static bool IsRunning(int id)
    {
        try
        {
            string status = File.ReadAllText($"/proc/{id}/stat");
            return status[status.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static int[] Children(int parent)
    {
        var children = new List<int>();
        foreach (string entry in Directory.GetDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(entry), out int id))
            {
                try
                {
                    string status = File.ReadAllText(Path.Combine(entry, "stat"));
                    // pid (name) state parent …: the name may hold anything, so count from its closing bracket.
                    string[] fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
                    if (int.Parse(fields[1], CultureInfo.InvariantCulture) == parent)
                    {
                        children.Add(id);
                    }
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // The process ended while it was looked at.
                }
            }
        }

        return [.. children];
    }

    private static string? FindBinaries()
    {
        if (Environment.GetEnvironmentVariable("PGBIN") is { Length: > 0 } configured)
        {
            return configured;
        }

        const string Debian = "/usr/lib/postgresql";
        if (!Directory.Exists(Debian))
        {
            return null;
        }

        return Directory.GetDirectories(Debian).OrderByDescending(d => int.TryParse(Path.GetFileName(d), out int version) ? version : 0)
            .Select(d => Path.Combine(d, "bin")).FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")));
    }
}
