using System.IO.Compression;
using Trading.Sdk.Journal;
using Trading.Sdk.MarketData;
using Trading.Sdk.Tests;

namespace Trading.Sdk.DataFeeds.Tests;

/// <summary>Mutated files: only typed errors, no hang, no memory beyond the file's size times a small factor plus a constant.</summary>
public class ImporterFuzzTests
{
    private const long ConstantBytes = 16L << 20;

    public static TheoryData<string> Kinds => [.. SmallFiles.All.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Feed_OfMutatedFiles_ThrowsTypedErrorsOnly(string kind)
    {
        using var folder = new TemporaryFolder();
        (byte[] content, string name, Func<string, IMarketDataFeed> open) = SmallFiles.All[kind];
        var sink = new CountingSink();
        Fuzz(content, kind.Length, (bytes, seed) =>
        {
            string path = folder.Write(name, seed % 4 == 3 ? Zip(bytes) : bytes);
            open(path).RunAsync(sink, CancellationToken.None).GetAwaiter().GetResult();
        }, normalRounds: 1_500);
    }

    [Fact]
    public void Npy_OfMutatedFiles_ThrowsTypedErrorsOnly()
    {
        using var folder = new TemporaryFolder();
        NpyFile.WriteEvents(folder["e.npy"], SyntheticStream.Levels(1, 20, 1));
        Fuzz(File.ReadAllBytes(folder["e.npy"]), 5, (bytes, _) => NpyFile.ReadEvents(folder.Write("m.npy", bytes)));
    }

    [Theory]
    [InlineData("h.npy")]
    [InlineData("h.npz")]
    public void HftBacktest_OfMutatedFiles_ThrowsTypedErrorsOnly(string name)
    {
        using var folder = new TemporaryFolder();
        Instrument instrument = SyntheticStream.Instrument(1);
        HftBacktestFile.Write(folder[name], instrument, SyntheticStream.Levels(1, 20, 1));
        Fuzz(File.ReadAllBytes(folder[name]), 6, (bytes, _) => HftBacktestFile.Read(folder.Write("m" + name, bytes), instrument));
    }

    [Fact]
    public void Recording_OfMutatedFiles_ThrowsTypedErrorsOnly()
    {
        using var folder = new TemporaryFolder();
        RecordingTests.Record(folder["r"], SyntheticStream.Levels(1, 100, 1), new EventRecorderOptions { BlockEvents = 20, CheckpointEvery = 100, Journal = new JournalOptions { Preallocate = false, Fsync = FsyncPolicy.None } }, 1);
        string file = Directory.GetFiles(folder["r"], "*.journal").Single();
        Directory.CreateDirectory(folder["m"]);
        var sink = new CountingSink();
        Fuzz(File.ReadAllBytes(file), 7, (bytes, seed) =>
        {
            File.WriteAllBytes(Path.Combine(folder["m"], Path.GetFileName(file)), bytes);
            using RecordingReader reader = RecordingReader.Open(folder["m"]);
            if (seed % 3 == 0)
            {
                reader.SeekTime(1_050_000_000, sink);
            }

            while (reader.TryRead(out ReadOnlySpan<MarketEvent> events))
            {
                sink.OnEvents(events);
            }
        });
    }

    [Fact]
    public void Recording_WithBlocksOfAnotherForm_ThrowsTypedErrorsOnly()
    {
        // Blocks whose checksums are right but whose content is not what the format says.
        using var folder = new TemporaryFolder();
        byte[] table = RecordingFormat.WriteTable(new InstrumentTable(SyntheticStream.Instrument(1)), []);
        var header = new byte[RecordingFormat.HeaderBytes];
        RecordingFormat.WriteHeader(header, RecordingFormat.TableBlock, 0, -1, 0);
        byte[] whole = [.. header, .. table];
        RecordingFormat.WriteHeader(header, RecordingFormat.EventBlock, 3, 0, 0);
        byte[] block = [.. header, .. new byte[3 * 64]];
        int round = 0;
        Fuzz([.. whole, .. block], 8, (bytes, seed) =>
        {
            string directory = folder["j" + (round++ % 50)];
            if (Directory.Exists(directory))
            {
                Directory.Delete(directory, recursive: true);
            }

            using (JournalWriter journal = JournalWriter.Open(directory, new JournalOptions { Fsync = FsyncPolicy.None, SegmentBytes = 64 << 10, Preallocate = false, BufferBytes = 4096 }))
            {
                int cut = Math.Min(bytes.Length, seed % 5 == 0 ? whole.Length : bytes.Length);
                journal.Append(bytes.AsSpan(0, Math.Min(whole.Length, cut)), 1);
                journal.Append(bytes.AsSpan(Math.Min(whole.Length, bytes.Length)), 2);
            }

            using RecordingReader reader = RecordingReader.Open(directory);
            while (reader.TryRead(out _))
            {
            }
        });
    }

    private static byte[] Zip(byte[] bytes)
    {
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return zipped.ToArray();
    }

    private static void Fuzz(byte[] seed, int salt, Action<byte[], int> read, int normalRounds = 400)
    {
        int rounds = TestEffort.Count(normalRounds, 100_000), rejected = 0;
        for (int round = 0; round < rounds; round++)
        {
            byte[] bytes = Mutate(seed, new Random((salt * 1_000_003) + round));
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(bytes, round);
            }
            catch (Exception e) when (e is MarketDataFormatException or JournalException)
            {
                rejected++;
            }
            catch (Exception e)
            {
                Assert.Fail($"round {round}: {e.GetType().Name}: {e.Message}\n{e.StackTrace}");
            }

            long used = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(used < (bytes.Length * 64L) + ConstantBytes, $"round {round}: {used} bytes were allocated for a file of {bytes.Length}");
        }

        Assert.True(rejected > 0);
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = new List<byte>(seed);
        for (int n = random.Next(1, 5); n > 0 && bytes.Count > 0; n--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 40)));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, random.Next(1, 60))));
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    byte[] token = random.Next(6) switch
                    {
                        0 => "-1"u8.ToArray(),
                        1 => "99999999999999999999999"u8.ToArray(),
                        2 => "null"u8.ToArray(),
                        3 => "1e-300"u8.ToArray(),
                        4 => [0xFF, 0xFF, 0xFF, 0xFF],
                        _ => "[[[["u8.ToArray(),
                    };
                    bytes.InsertRange(at, token);
                    break;
            }
        }

        return [.. bytes];
    }

    private sealed class CountingSink : IMarketEventSink
    {
        public long Events { get; private set; }

        public void OnEvents(ReadOnlySpan<MarketEvent> events) => Events += events.Length;
    }
}
