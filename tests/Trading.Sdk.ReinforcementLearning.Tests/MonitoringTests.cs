using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Trading.Sdk.ReinforcementLearning.Tests;

public sealed class MonitoringTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("monitoring").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void TensorBoardWriter_Scalars_AreRecordsWithChecksumsThatReadBack()
    {
        using (var writer = new TensorBoardWriter(folder))
        {
            writer.Write("rollout/mean_return", 300, 1.5);
            writer.Write("train/loss", 70_000, -2.25);
        }

        Assert.Equal(0xE3069283u, Crc32C("123456789"u8));
        List<byte[]> records = Records(File.ReadAllBytes(Directory.GetFiles(folder).Single()));
        Assert.Equal(3, records.Count);
        Assert.Contains("brain.Event:2", Encoding.ASCII.GetString(records[0]), StringComparison.Ordinal);
        Assert.Equal((300L, "rollout/mean_return", 1.5f), Scalar(records[1]));
        Assert.Equal((70_000L, "train/loss", -2.25f), Scalar(records[2]));
    }

    [Fact]
    public void TrainingLog_Iterations_AreLinesOfJsonThatALaterRunContinues()
    {
        for (int run = 0; run < 2; run++)
        {
            using var trainer = new PpoTrainer(new VectorEnvironment(4, _ => new CartPole()), new PpoOptions { TotalSteps = 1024 });
            using var log = new TrainingLog(folder);
            trainer.Train((_, progress) =>
            {
                log.Write(progress);
                return true;
            });
        }

        string[] lines = File.ReadAllLines(Path.Combine(folder, "progress.jsonl"));
        Assert.Equal([512, 1024, 512, 1024], lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("steps").GetInt32()));
    }

    [Fact]
    public void EvaluationCallback_ThresholdAndNoImprovement_StopTheTrainingAndKeepTheBest()
    {
        string best = Path.Combine(folder, "best.safetensors");
        using var trainer = new PpoTrainer(new VectorEnvironment(4, _ => new CartPole()), new PpoOptions { TotalSteps = 200_000 });
        var threshold = new EvaluationCallback(new CartPole()) { EverySteps = 5_000, StopAtReturn = 100, BestPolicyPath = best };
        trainer.Train(threshold.AfterIteration);
        Assert.False(trainer.IsFinished);
        Assert.True(threshold.BestReturn >= 100);
        Assert.Equal(threshold.BestReturn, PolicyEvaluation.Run(PpoPolicy.Load(best), new CartPole(), 10, 1).MeanReturn);

        using var stuck = new PpoTrainer(new VectorEnvironment(4, _ => new CartPole()), new PpoOptions { TotalSteps = 200_000, LearningRate = 1e-12 });
        var patience = new EvaluationCallback(new CartPole()) { EverySteps = 512, StopAfterEvaluationsWithoutImprovement = 3 };
        stuck.Train(patience.AfterIteration);
        Assert.Equal(4, patience.History.Count);
    }

    private static List<byte[]> Records(byte[] file)
    {
        var records = new List<byte[]>();
        for (int at = 0; at < file.Length;)
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at));
            Assert.Equal(Masked(file.AsSpan(at, 8)), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            byte[] data = file.AsSpan(at + 12, length).ToArray();
            Assert.Equal(Masked(data), BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            records.Add(data);
            at += 16 + length;
        }

        return records;
    }

    private static (long Step, string Tag, float Value) Scalar(byte[] record)
    {
        // 1: wall time, 2: step, 5: summary { 1: value { 1: tag, 2: number } }.
        Assert.Equal((1 << 3) | 1, record[0]);
        int at = 9;
        Assert.Equal(2 << 3, record[at++]);
        long step = Varint(record, ref at);
        Assert.Equal((5 << 3) | 2, record[at++]);
        Assert.Equal(Varint(record, ref at), record.Length - at);
        Assert.Equal((1 << 3) | 2, record[at++]);
        Assert.Equal(Varint(record, ref at), record.Length - at);
        Assert.Equal((1 << 3) | 2, record[at++]);
        int length = (int)Varint(record, ref at);
        string tag = Encoding.UTF8.GetString(record, at, length);
        at += length;
        Assert.Equal((2 << 3) | 5, record[at++]);
        return (step, tag, BinaryPrimitives.ReadSingleLittleEndian(record.AsSpan(at)));
    }

    private static long Varint(byte[] bytes, ref int at)
    {
        long value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte b = bytes[at++];
            value |= (long)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }
    }

    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        uint crc = Crc32C(bytes);
        return ((crc >> 15) | (crc << 17)) + 0xa282ead8u;
    }

    private static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc ^= b;
            for (int i = 0; i < 8; i++)
            {
                crc = (crc >> 1) ^ (0x82F63B78u & (0u - (crc & 1)));
            }
        }

        return ~crc;
    }
}
