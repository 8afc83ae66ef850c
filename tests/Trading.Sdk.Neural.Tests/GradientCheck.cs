namespace Trading.Sdk.Neural.Tests;

/// <summary>Compares reverse mode with central differences of the loss Σ y·dy.</summary>
internal static class GradientCheck
{
    public static void Run(Network network, int batch, int steps, ulong seed, double tolerance = 4e-3)
    {
        ParameterBlock parameters = ParameterBlock.For(network);
        var random = new RandomStream(seed);
        foreach (ParameterTensor tensor in parameters.Tensors)
        {
            Initializer.Uniform(parameters, tensor.Name, 0.5, ref random);
        }

        NetworkWorkspace workspace = network.CreateWorkspace(batch, steps);
        float[] x = Normal(batch * steps * network.Inputs, ref random), dy = Normal(batch * steps * network.Outputs, ref random);
        var y = new float[dy.Length];
        var dx = new float[x.Length];
        network.Forward(workspace, x, y, batch, steps);
        network.Backward(workspace, dy, dx);
        const float H = 1e-2f;
        for (int i = 0; i < x.Length; i += 3)
        {
            float kept = x[i];
            double difference = Difference(v => x[i] = v, kept);
            Assert.InRange(dx[i] - difference, -tolerance * Math.Max(1, Math.Abs(difference)), tolerance * Math.Max(1, Math.Abs(difference)));
        }

        foreach (ParameterTensor tensor in parameters.Tensors)
        {
            var values = new float[tensor.ElementCount];
            var gradient = new float[tensor.ElementCount];
            network.Forward(workspace, x, y, batch, steps);
            network.Backward(workspace, dy);
            parameters.CopyValue(tensor.Name, values);
            parameters.CopyGradient(tensor.Name, gradient);
            for (int i = 0; i < values.Length; i += Math.Max(1, values.Length / 20))
            {
                double difference = Difference(
                    v =>
                    {
                        values[i] = v;
                        parameters.SetValue(tensor.Name, values);
                    },
                    values[i]);
                Assert.True(Math.Abs(gradient[i] - difference) <= tolerance * Math.Max(1, Math.Abs(difference)), $"{tensor.Name}[{i}]: {gradient[i]} against {difference}");
            }
        }

        double Difference(Action<float> set, float at)
        {
            set(at + H);
            double up = Loss();
            set(at - H);
            double down = Loss();
            set(at);
            return (up - down) / (2.0 * H);
        }

        double Loss()
        {
            network.Forward(workspace, x, y, batch, steps);
            double sum = 0;
            for (int i = 0; i < y.Length; i++)
            {
                sum += (double)y[i] * dy[i];
            }

            return sum;
        }
    }

    private static float[] Normal(int n, ref RandomStream random)
    {
        var values = new float[n];
        for (int i = 0; i < n; i++)
        {
            values[i] = (float)random.NextNormal();
        }

        return values;
    }
}
