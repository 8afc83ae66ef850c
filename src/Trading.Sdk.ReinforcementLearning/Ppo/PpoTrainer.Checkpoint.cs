using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Trading.Sdk.Neural;

namespace Trading.Sdk.ReinforcementLearning;

/// <content>Checkpoints.</content>
public sealed unsafe partial class PpoTrainer
{
    private const string CheckpointFormat = "trading-sdk-ppo-checkpoint";
    private const int CheckpointVersion = 1;

    /// <summary>Writes everything that the training depends on, between two iterations.</summary>
    public void SaveCheckpoint(string path) => ToCheckpoint().Save(path);

    /// <summary>Goes on from a checkpoint of a trainer with the same environments and options; the number of threads may differ. The result is bit for bit that of an uninterrupted run.</summary>
    /// <exception cref="SafetensorsFormatException">The file is damaged or no checkpoint.</exception>
    /// <exception cref="PolicyMismatchException">The checkpoint belongs to other options or shapes.</exception>
    public void LoadCheckpoint(string path) => Restore(SafetensorsFile.Load(path));

    /// <summary>The checkpoint as tensors.</summary>
    public SafetensorsFile ToCheckpoint()
    {
        var file = new SafetensorsFile();
        file.Metadata["format"] = CheckpointFormat;
        file.Metadata["version"] = CheckpointVersion.ToString(CultureInfo.InvariantCulture);
        file.Metadata["settings"] = SettingsHash();
        file.AddParameters(parameters);
        for (int i = 0; i < optimizer.MomentCount; i++)
        {
            file.Tensors[$"checkpoint.moment{i}"] = SafetensorsTensor.FromSingle(optimizer.Moment(i), parameters.Length);
        }

        file.Tensors["checkpoint.state"] = SafetensorsTensor.FromBytes(State());
        return file;
    }

    /// <inheritdoc cref="LoadCheckpoint"/>
    public void Restore(SafetensorsFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Metadata.GetValueOrDefault("format") != CheckpointFormat || file.Metadata.GetValueOrDefault("version") != CheckpointVersion.ToString(CultureInfo.InvariantCulture))
        {
            throw new SafetensorsFormatException($"The file is no checkpoint of version {CheckpointVersion}.");
        }

        string settings = file.Metadata.GetValueOrDefault("settings", "");
        if (settings != SettingsHash())
        {
            throw new PolicyMismatchException("checkpoint settings", settings, SettingsHash());
        }

        file.CopyTo(parameters);
        for (int i = 0; i < optimizer.MomentCount; i++)
        {
            float[] moment = file[$"checkpoint.moment{i}"].ToSingle();
            if (moment.Length != parameters.Length)
            {
                throw new SafetensorsFormatException($"The moment {i} has {moment.Length} numbers, expected {parameters.Length}.");
            }

            moment.CopyTo(optimizer.Moment(i));
        }

        try
        {
            using var reader = new BinaryReader(new MemoryStream(file["checkpoint.state"].Data.ToArray()));
            ReadState(reader);
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException or ArgumentException)
        {
            throw new SafetensorsFormatException($"The state in the checkpoint is damaged: {e.Message}", e);
        }
    }

    // All options but those that change no result.
    private string SettingsHash()
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{options with { Threads = 1, Features = null, HiddenSizes = [] }}|{string.Join(",", options.HiddenSizes)}|{options.Features?.Hash}|{environments}|{observationSize}|{criticSize}|{environment.ActionSpace}|{maskSize}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private byte[] State()
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        writer.Write(iteration);
        writer.Write(stepsDone);
        writer.Write(episodes);
        writer.Write(optimizer.StepCount);
        writer.Write(shuffleStream.Position);
        for (int e = 0; e < environments; e++)
        {
            writer.Write(policyStreams[e].Position);
            writer.Write(episodeReturns[e]);
            writer.Write(discountedReturns[e]);
            writer.Write(episodeLengths[e]);
            writer.Write(doneBefore[e]);
        }

        Write(writer, recentReturns);
        Write(writer, recentLengths);
        Write(writer, current);
        Write(writer, actorState.Span);
        Write(writer, criticState.Span);
        Write(writer, observationNormalizer);
        Write(writer, returnNormalizer);
        Write(writer, currentCritic);
        Write(writer, criticNormalizer);
        environment.Save(writer);
        writer.Flush();
        return memory.ToArray();
    }

    private void ReadState(BinaryReader reader)
    {
        iteration = reader.ReadInt64();
        stepsDone = reader.ReadInt64();
        episodes = reader.ReadInt64();
        optimizer.RestoreStepCount(reader.ReadInt64());
        shuffleStream = new RandomStream(shuffleStream.Seed, shuffleStream.Stream, reader.ReadUInt64());
        for (int e = 0; e < environments; e++)
        {
            policyStreams[e] = new RandomStream(policyStreams[e].Seed, policyStreams[e].Stream, reader.ReadUInt64());
            episodeReturns[e] = reader.ReadDouble();
            discountedReturns[e] = reader.ReadDouble();
            episodeLengths[e] = reader.ReadInt32();
            doneBefore[e] = reader.ReadByte();
        }

        Read(reader, recentReturns);
        Read(reader, recentLengths);
        Read(reader, current);
        Read(reader, actorState.Span);
        Read(reader, criticState.Span);
        Read(reader, observationNormalizer);
        Read(reader, returnNormalizer);
        Read(reader, currentCritic);
        Read(reader, criticNormalizer);
        environment.Load(reader);
    }

    private static void Write(BinaryWriter writer, ReadOnlySpan<float> values)
    {
        foreach (float v in values)
        {
            writer.Write(v);
        }
    }

    private static void Read(BinaryReader reader, Span<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = reader.ReadSingle();
        }
    }

    private static void Write(BinaryWriter writer, RunningNormalizer? normalizer)
    {
        if (normalizer is null)
        {
            return;
        }

        writer.Write(normalizer.Count);
        for (int f = 0; f < normalizer.Features; f++)
        {
            writer.Write(normalizer.Mean[f]);
            writer.Write(normalizer.Variance[f]);
        }
    }

    private static void Read(BinaryReader reader, RunningNormalizer? normalizer)
    {
        if (normalizer is null)
        {
            return;
        }

        double count = reader.ReadDouble();
        var mean = new double[normalizer.Features];
        var variance = new double[normalizer.Features];
        for (int f = 0; f < mean.Length; f++)
        {
            mean[f] = reader.ReadDouble();
            variance[f] = reader.ReadDouble();
        }

        normalizer.Restore(mean, variance, count);
    }
}
