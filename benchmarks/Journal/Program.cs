using System.Diagnostics;
using Trading.Sdk.Journal;

// Appends and verified scans of the journal beside the bare limits of the same disk and memory in the same run:
// a plain buffered write of as many bytes, and a plain read that sums the words of the same files.
int records = args.Length > 0 ? int.Parse(args[0]) : 10_000_000;
string root = Directory.CreateTempSubdirectory("journal-benchmark-").FullName;
try
{
    Console.WriteLine($"{"what",-44} {"M records/s",12} {"MB/s",8} {"B/record",9}");
    foreach (int payloadBytes in new[] { 64, 200 })
    {
        byte[] payload = new byte[payloadBytes];
        new Random(1).NextBytes(payload);
        int count = payloadBytes == 64 ? records : records / 3;
        double floor = PlainWrite(Path.Combine(root, "plain"), (payloadBytes + 24L + 7) / 8 * 8 * count);
        foreach (FsyncPolicy policy in new[] { FsyncPolicy.None, FsyncPolicy.Interval, FsyncPolicy.EveryN, FsyncPolicy.Each })
        {
            int n = policy switch { FsyncPolicy.Each => Math.Min(count, 3000), FsyncPolicy.EveryN => Math.Min(count, 1_000_000), _ => count };
            string directory = Path.Combine(root, policy.ToString());
            using (JournalWriter writer = JournalWriter.Open(directory, new JournalOptions { Fsync = policy }))
            {
                for (int i = 0; i < 20_000 && policy != FsyncPolicy.Each; i++)
                {
                    writer.Append(payload);
                }

                long allocated = GC.GetTotalAllocatedBytes(precise: true);
                long start = Stopwatch.GetTimestamp();
                for (int i = 0; i < n; i++)
                {
                    writer.Append(payload);
                }

                writer.Sync();
                Report($"append {payloadBytes} B, {policy}", n, Stopwatch.GetElapsedTime(start).TotalSeconds, payloadBytes, GC.GetTotalAllocatedBytes(precise: true) - allocated);
            }

            if (policy == FsyncPolicy.Interval)
            {
                for (int round = 0; round < 2; round++)
                {
                    using JournalReader reader = JournalReader.Open(directory);
                    long allocated = GC.GetTotalAllocatedBytes(precise: true);
                    long start = Stopwatch.GetTimestamp();
                    long seen = 0;
                    while (reader.TryRead(out _))
                    {
                        seen++;
                    }

                    Report($"verified scan {payloadBytes} B, round {round + 1}", seen, Stopwatch.GetElapsedTime(start).TotalSeconds, payloadBytes, GC.GetTotalAllocatedBytes(precise: true) - allocated);
                }

                double plain = PlainRead(directory);
                Console.WriteLine($"{"plain read of the same files, summed",-44} {"",12} {plain / 1e6,8:0}");
            }

            Directory.Delete(directory, recursive: true);
        }

        Console.WriteLine($"{"plain write of the same bytes, one fsync",-44} {"",12} {floor / 1e6,8:0}");
    }
}
finally
{
    Directory.Delete(root, recursive: true);
}

static void Report(string what, long records, double seconds, int payloadBytes, long allocated) =>
    Console.WriteLine($"{what,-44} {records / seconds / 1e6,12:0.000} {records * (payloadBytes + 24.0) / seconds / 1e6,8:0} {(double)allocated / records,9:0.000}");

static double PlainWrite(string path, long bytes)
{
    byte[] block = new byte[1 << 20];
    long start = Stopwatch.GetTimestamp();
    using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
    {
        for (long at = 0; at < bytes; at += block.Length)
        {
            RandomAccess.Write(file, block, at);
        }

        RandomAccess.FlushToDisk(file);
    }

    double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
    File.Delete(path);
    return bytes / seconds;
}

static double PlainRead(string directory)
{
    byte[] block = new byte[1 << 20];
    long start = Stopwatch.GetTimestamp();
    long total = 0;
    ulong sum = 0;
    foreach (string path in Directory.GetFiles(directory, "*.journal"))
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        int read;
        for (long at = 0; (read = RandomAccess.Read(file, block, at)) > 0; at += read)
        {
            total += read;
            foreach (ulong word in System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(block.AsSpan(0, read)))
            {
                sum += word;
            }
        }
    }

    GC.KeepAlive(sum);
    return total / Stopwatch.GetElapsedTime(start).TotalSeconds;
}
