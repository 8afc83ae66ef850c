using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Trading.Sdk.Persistence.PostgreSql.Tests;

/// <summary>
/// A private throw-away cluster of the installed PostgreSQL on a free port of this machine; it can be killed as a crash would
/// kill it, and started again. Also compiled into the benchmark.
/// </summary>
internal sealed class PostgreSqlCluster : IDisposable
{
    private readonly string binaries;
    private readonly string folder;
    private int databases;

    private PostgreSqlCluster(string binaries, string settings)
    {
        this.binaries = binaries;
        folder = Directory.CreateTempSubdirectory("pg-test-").FullName;
        if (IsRoot)
        {
            Execute("chown", User, folder);
        }

        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        Run("initdb", "-D", Data, "-U", "app", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync");
        // No Unix socket: its lock file names the server's process, and where nobody collects dead children that number
        // stays taken after a kill, so that the next start would be refused.
        File.AppendAllText(Path.Combine(Data, "postgresql.conf"), $"\nlisten_addresses = '127.0.0.1'\nport = {Port}\nunix_socket_directories = ''\n{settings}\n");
        Start();
    }

    /// <summary>Folder of the server's programs, psql among them; null where PostgreSQL is not installed.</summary>
    public static string? FindBinaries()
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

    public static PostgreSqlCluster Create(string binaries, string settings = "") => new(binaries, settings);

    public int Port { get; }

    private string Data => Path.Combine(folder, "data");

    private string PidFile => Path.Combine(Data, "postmaster.pid");

    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={Port};Username=app;Database={database}";

    /// <summary>Connection string of a new, empty database.</summary>
    public string CreateDatabase()
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref databases)}");
        using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        connection.Open();
        using NpgsqlCommand command = connection.CreateCommand();
        command.CommandText = "create database " + name;
        command.ExecuteNonQuery();
        return ConnectionString(name);
    }

    /// <summary>Kills the server and all its children with SIGKILL and returns when none of them is left.</summary>
    public void Kill()
    {
        int postmaster = int.Parse(File.ReadLines(PidFile).First(), CultureInfo.InvariantCulture);
        using (Process process = Process.GetProcessById(postmaster))
        {
            process.Kill();
        }

        // The children work in the data directory and end by themselves when they notice, which may take a second; one that
        // is left would hold the shared memory and the port against the next start.
        for (int i = 0; ; i++)
        {
            int[] left = Running(postmaster);
            if (left.Length == 0)
            {
                break;
            }

            if (i == 2000)
            {
                throw new InvalidOperationException($"The processes {string.Join(", ", left)} of the killed server do not end.");
            }

            foreach (int child in left.Where(id => id != postmaster))
            {
                try
                {
                    using Process process = Process.GetProcessById(child);
                    process.Kill();
                }
                catch (Exception e) when (e is ArgumentException or InvalidOperationException)
                {
                    // It has ended meanwhile.
                }
            }

            Thread.Sleep(5);
        }

        // Where nobody collects dead children the number in it still names one, which the next start takes for a live server.
        File.Delete(PidFile);
    }

    /// <summary>Starts the server and returns when it answers, after it has recovered from a crash.</summary>
    public void Start() => Run("pg_ctl", "-D", Data, "-l", Path.Combine(folder, "server.log"), "-w", "-t", "600", "start");

    public void Dispose()
    {
        try
        {
            if (File.Exists(PidFile))
            {
                Run("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The server's processes that are still running: the postmaster, and whoever works in the data directory.</summary>
    private int[] Running(int postmaster)
    {
        var running = new List<int>();
        foreach (string entry in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(entry), out int id))
            {
                continue;
            }

            try
            {
                string status = File.ReadAllText(Path.Combine(entry, "stat"));
                bool isDead = status[status.LastIndexOf(')') + 2] is 'Z' or 'X';
                if (!isDead && (id == postmaster || new FileInfo(Path.Combine(entry, "cwd")).LinkTarget == Data))
                {
                    running.Add(id);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It ended while it was looked at, or belongs to somebody else.
            }
        }

        return [.. running];
    }

    private static bool IsRoot => OperatingSystem.IsLinux() && Environment.UserName == "root";

    // The server refuses to run as root: it gets the user that Debian's package made, or nobody.
    private static string User => File.ReadLines("/etc/passwd").Any(l => l.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    private static string Group => File.ReadLines("/etc/passwd").First(l => l.StartsWith(User + ":", StringComparison.Ordinal)).Split(':')[3];

    private void Run(string program, params string[] arguments)
    {
        string path = Path.Combine(binaries, program);
        if (IsRoot)
        {
            Execute("setpriv", ["--reuid=" + User, "--regid=" + Group, "--clear-groups", "--", path, .. arguments]);
        }
        else
        {
            Execute(path, arguments);
        }
    }

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
        if (process.ExitCode != 0)
        {
            string serverLog = Path.Combine(folder, "server.log");
            string tail = File.Exists(serverLog) ? string.Join('\n', File.ReadLines(serverLog).TakeLast(10)) : "";
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {output}\n{tail}");
        }
    }
}
