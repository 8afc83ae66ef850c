using Trading.Sdk.MarketData;
using Trading.Sdk.Tests;

namespace Trading.Sdk.DataFeeds.Tests;

public class TwsFuzzTests
{
    [Fact]
    public void Frames_Mutated_GiveTypedErrorsOnly()
    {
        byte[][] frames = [.. GoldenTws.Frames('S').Select(f => f[4..])];
        var random = new Random(20260105);
        var decoder = new TwsDepthDecoder();
        var names = new TwsNamePool();
        int errors = 0;
        for (int i = 0; i < TestEffort.Count(100_000, 2_000_000); i++)
        {
            byte[] frame = Mutate(frames[random.Next(frames.Length)], random);
            errors += Fails(() => TwsEventText.Describe(frame)) + Fails(() => decoder.TryDecode(frame, out _)) + Fails(() => ReadTyped(frame, names));
        }

        Assert.True(errors > 10_000, $"only {errors} mutations were noticed");
    }

    [Fact]
    public async Task Connection_MutatedStream_EndsWithATypedErrorOrIsReadThrough()
    {
        byte[] session = [.. GoldenTws.Frames('S').SelectMany(f => f)];
        for (int seed = 0; seed < TestEffort.Count(300, 10_000); seed++)
        {
            var random = new Random(seed);
            byte[] bytes = session.ToArray();
            for (int i = random.Next(1, 6); i > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            await using var stream = new ScriptedStream(bytes, random.Next(1, 3000));
            try
            {
                await using TwsConnection connection = await TwsConnection.OpenAsync(stream, new TwsClientOptions(), CancellationToken.None);
                await connection.ReadAllAsync(new Swallow());
            }
            catch (Exception e) when (e is TwsConnectionException or TwsProtocolException)
            {
                continue;
            }

            Assert.Fail("the stream had no end");
        }
    }

    [Fact]
    public void Count_LargerThanTheFrame_AllocatesNothingLarge()
    {
        byte[] frame = "80\02000000000\0a\0"u8.ToArray();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<TwsProtocolException>(() =>
        {
            var reader = new TwsFieldReader(frame);
            reader.ReadMessageId();
            TwsDepthExchange.Read(ref reader);
        });
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
    }

    private static int Fails(Action action)
    {
        try
        {
            action();
            return 0;
        }
        catch (MarketDataFormatException)
        {
            return 1;
        }
    }

    private static void ReadTyped(byte[] frame, TwsNamePool names)
    {
        var reader = new TwsFieldReader(frame);
        switch (reader.ReadMessageId())
        {
            case TwsIncoming.Error:
                reader.Skip();
                TwsError.Read(ref reader);
                break;
            case TwsIncoming.ContractData:
                reader.Skip();
                TwsContractDetails.Read(ref reader, 176);
                break;
            case TwsIncoming.DepthExchanges:
                TwsDepthExchange.Read(ref reader);
                break;
            case TwsIncoming.SmartComponents:
                reader.Skip();
                TwsSmartComponent.Read(ref reader);
                break;
            case TwsIncoming.HistoricalData:
                reader.Skip();
                TwsHistoricalBars.Read(ref reader);
                break;
            case TwsIncoming.HistoricalDataUpdate:
                reader.Skip();
                TwsBar.ReadUpdate(ref reader);
                break;
            case TwsIncoming.RealTimeBar:
                reader.Skip(2);
                TwsBar.Read(ref reader);
                break;
            case TwsIncoming.TickByTick:
                TwsTickByTick.Read(reader.ReadInt(), ref reader, names);
                break;
            case TwsIncoming.HistoricalTicks or TwsIncoming.HistoricalTicksBidAsk or TwsIncoming.HistoricalTicksLast:
                var again = new TwsFieldReader(frame);
                int message = again.ReadMessageId();
                again.Skip();
                TwsHistoricalTick.Read(message, ref again, out _);
                break;
            case TwsIncoming.TickPrice or TwsIncoming.TickSize or TwsIncoming.TickString or TwsIncoming.TickGeneric or TwsIncoming.TickReqParams:
                var tick = new TwsFieldReader(frame);
                int kind = tick.ReadMessageId();
                tick.Skip(kind == TwsIncoming.TickReqParams ? 1 : 2);
                TwsMarketDataTick.Read(kind, 1, ref tick);
                break;
        }
    }

    private static byte[] Mutate(byte[] frame, Random random)
    {
        List<byte> bytes = [.. frame];
        for (int i = random.Next(1, 4); i > 0 && bytes.Count > 0; i--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.Insert(at, (byte)"0123456789.-E\0\0ü"[random.Next(16)]);
                    break;
                case 3:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(0, Math.Min(bytes.Count, 20)));
                    break;
                default:
                    bytes[at] = 0;
                    break;
            }
        }

        return [.. bytes];
    }

    private sealed class Swallow : ITwsFrameHandler
    {
        public void OnFrame(ReadOnlySpan<byte> payload)
        {
        }

        public void OnBatchEnd()
        {
        }

        public void OnWake()
        {
        }
    }

    private sealed class ScriptedStream(byte[] bytes, int chunk) : Stream
    {
        private int at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int count = Math.Min(Math.Min(buffer.Length, chunk), bytes.Length - at);
            bytes.AsSpan(at, count).CopyTo(buffer);
            at += count;
            return count;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count)
        {
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
    }
}
