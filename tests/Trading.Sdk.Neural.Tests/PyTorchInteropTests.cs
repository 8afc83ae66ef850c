using System.Diagnostics;
using System.Globalization;

namespace Trading.Sdk.Neural.Tests;

/// <summary>Needs python3 with torch and numpy.</summary>
[Trait("Category", "Interop")]
public class PyTorchInteropTests
{
    // Another python3 may stand before the system's, which has the package.
    private static string interpreter = "python3";

    private const string Script = """
        import json, struct, sys, torch
        def read(path):
            raw = open(path, 'rb').read(); n = struct.unpack('<Q', raw[:8])[0]; head = json.loads(raw[8:8 + n]); base = 8 + n
            out = {}
            for k, v in head.items():
                if k == '__metadata__': continue
                a, b = v['data_offsets']
                out[k] = torch.frombuffer(bytearray(raw[base + a:base + b]), dtype=torch.float32).reshape(v['shape'])
            return out
        folder = sys.argv[1]
        t = read(folder + '/ours.safetensors'); x = t.pop('x'); y = t.pop('y')
        m = torch.nn.Sequential(torch.nn.Linear(7, 19), torch.nn.Tanh(), torch.nn.Linear(19, 3))
        m.load_state_dict(t)
        print(float((m(x) - y).abs().max()))
        torch.manual_seed(1)
        m = torch.nn.Sequential(torch.nn.Linear(7, 19), torch.nn.Tanh(), torch.nn.Linear(19, 3))
        s = {k: v.detach() for k, v in m.state_dict().items()}; s['x'] = torch.randn(5, 7); s['y'] = m(s['x']).detach()
        head, data = {}, b''
        for k, v in s.items():
            b = v.contiguous().numpy().tobytes(); head[k] = dict(dtype='F32', shape=list(v.shape), data_offsets=[len(data), len(data) + len(b)]); data += b
        h = json.dumps(head).encode()
        open(folder + '/theirs.safetensors', 'wb').write(struct.pack('<Q', len(h)) + h + data)
        """;

    private const string SequenceScript = """
        import json, struct, sys, torch
        folder, kind = sys.argv[1], sys.argv[2]
        raw = open(folder + '/ours.safetensors', 'rb').read(); n = struct.unpack('<Q', raw[:8])[0]; head = json.loads(raw[8:8 + n])
        t = {k: torch.frombuffer(bytearray(raw[8 + n + v['data_offsets'][0]:8 + n + v['data_offsets'][1]]), dtype=torch.float32).reshape(v['shape']) for k, v in head.items() if k != '__metadata__'}
        x, y = t.pop('x'), t.pop('y')
        m = {'lstm': lambda: torch.nn.LSTM(24, 37, batch_first=True), 'gru': lambda: torch.nn.GRU(24, 37, batch_first=True),
             'encoder': lambda: torch.nn.TransformerEncoderLayer(24, 3, 50, 0.0, activation='gelu', batch_first=True, norm_first=True)}[kind]()
        m.load_state_dict(t); m.train()
        z = m(x)
        print(float(((z if kind == 'encoder' else z[0]) - y).abs().max()))
        """;

    [Theory]
    [InlineData("lstm")]
    [InlineData("gru")]
    [InlineData("encoder")]
    public void Safetensors_SequenceLayers_LoadInPyTorchAndGiveEqualOutputs(string kind)
    {
        Assert.SkipUnless(HasTorch(), "python3 with torch is not installed");
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var network = new Network(kind switch
            {
                "lstm" => new Lstm("", 24, 37),
                "gru" => new Gru("", 24, 37),
                _ => new EncoderBlock("", 24, 3, 50),
            });
            ParameterBlock parameters = ParameterBlock.For(network);
            var random = new RandomStream(1);
            Initializer.Network(network, 1, 1, ref random);
            float[] x = new float[4 * 19 * 24], y = new float[4 * 19 * network.Outputs];
            for (int i = 0; i < x.Length; i++)
            {
                x[i] = (float)random.NextNormal();
            }

            network.Forward(network.CreateWorkspace(4, 19), x, y, 4, 19);
            var file = new SafetensorsFile();
            file.AddParameters(parameters);
            file.Tensors["x"] = SafetensorsTensor.FromSingle(x, 4, 19, 24);
            file.Tensors["y"] = SafetensorsTensor.FromSingle(y, 4, 19, network.Outputs);
            file.Save(Path.Combine(folder, "ours.safetensors"));
            File.WriteAllText(Path.Combine(folder, "script.py"), SequenceScript);
            Assert.InRange(double.Parse(Python(Path.Combine(folder, "script.py"), folder, kind), CultureInfo.InvariantCulture), 0, 5e-6);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Safetensors_BothWays_GiveEqualOutputs()
    {
        Assert.SkipUnless(HasTorch(), "python3 with torch is not installed");
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            Network network = Network.Perceptron("", [7, 19, 3], Activation.Tanh);
            ParameterBlock parameters = ParameterBlock.For(network);
            var random = new RandomStream(1);
            Initializer.Network(network, 1.4, 1, ref random);
            float[] x = new float[5 * 7], y = new float[5 * 3];
            for (int i = 0; i < x.Length; i++)
            {
                x[i] = (float)random.NextNormal();
            }

            NetworkWorkspace workspace = network.CreateWorkspace(5);
            network.Forward(workspace, x, y, 5);
            var file = new SafetensorsFile();
            file.AddParameters(parameters);
            file.Tensors["x"] = SafetensorsTensor.FromSingle(x, 5, 7);
            file.Tensors["y"] = SafetensorsTensor.FromSingle(y, 5, 3);
            file.Save(Path.Combine(folder, "ours.safetensors"));
            File.WriteAllText(Path.Combine(folder, "script.py"), Script);
            string printed = Python(Path.Combine(folder, "script.py"), folder);
            Assert.InRange(double.Parse(printed, CultureInfo.InvariantCulture), 0, 5e-6);

            SafetensorsFile theirs = SafetensorsFile.Load(Path.Combine(folder, "theirs.safetensors"));
            theirs.CopyTo(parameters);
            network.Forward(workspace, theirs["x"].ToSingle(), y, 5);
            float[] expected = theirs["y"].ToSingle();
            for (int i = 0; i < y.Length; i++)
            {
                Assert.InRange(y[i] - expected[i], -5e-6f, 5e-6f);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool HasTorch()
    {
        foreach (string candidate in (ReadOnlySpan<string>)["python3", "/usr/bin/python3"])
        {
            try
            {
                interpreter = candidate;
                if (Python("-c", "import torch; print(1)").Trim() == "1")
                {
                    return true;
                }
            }
            catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
            {
                // Not installed, or an interpreter without torch: the next one is tried.
            }
        }

        return false;
    }

    private static string Python(params string[] arguments)
    {
        var start = new ProcessStartInfo(interpreter) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException(error.GetAwaiter().GetResult());
    }
}
