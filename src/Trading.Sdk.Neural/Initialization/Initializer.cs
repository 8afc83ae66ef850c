namespace Trading.Sdk.Neural;

/// <summary>Fills parameters with seeded random values. Biases, and weights of normalisation, have their own neutral values.</summary>
public static class Initializer
{
    /// <summary>
    /// Orthogonal rows or columns, whichever are fewer, times the gain (Saxe, McClelland and Ganguli, 2014): the usual start of PPO with gain √2 inside, 0.01 at
    /// the policy's output and 1 at the value's.
    /// </summary>
    /// <param name="block">The block.</param>
    /// <param name="name">Name of a tensor with two dimensions.</param>
    /// <param name="gain">Length of each orthogonal vector; finite.</param>
    /// <param name="random">The stream to draw from.</param>
    /// <exception cref="ArgumentException">The tensor does not exist or has not two dimensions.</exception>
    public static void Orthogonal(ParameterBlock block, string name, double gain, ref RandomStream random)
    {
        (int rows, int columns) = Matrix(block, name);
        bool wide = rows <= columns;
        (int count, int length) = wide ? (rows, columns) : (columns, rows);
        var vectors = new double[count][];
        for (int i = 0; i < count; i++)
        {
            double[] v = vectors[i] = new double[length];
            double norm;
            do
            {
                for (int k = 0; k < length; k++)
                {
                    v[k] = random.NextNormal();
                }

                // Twice is enough (Kahan; Parlett, "The symmetric eigenvalue problem"): the second pass removes what rounding left.
                for (int pass = 0; pass < 2; pass++)
                {
                    for (int j = 0; j < i; j++)
                    {
                        double dot = 0;
                        for (int k = 0; k < length; k++)
                        {
                            dot += v[k] * vectors[j][k];
                        }

                        for (int k = 0; k < length; k++)
                        {
                            v[k] -= dot * vectors[j][k];
                        }
                    }
                }

                norm = 0;
                for (int k = 0; k < length; k++)
                {
                    norm += v[k] * v[k];
                }

                norm = Math.Sqrt(norm);
            }
            while (norm < 1e-8);

            for (int k = 0; k < length; k++)
            {
                v[k] /= norm;
            }
        }

        var values = new float[rows * columns];
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                values[(r * columns) + c] = (float)(gain * (wide ? vectors[r][c] : vectors[c][r]));
            }
        }

        block.SetValue(name, values);
    }

    /// <summary>Uniform in ±gain·√(6/(fan in + fan out)) (Glorot and Bengio, 2010).</summary>
    /// <inheritdoc cref="Orthogonal"/>
    public static void XavierUniform(ParameterBlock block, string name, double gain, ref RandomStream random)
    {
        (int rows, int columns) = Matrix(block, name);
        Uniform(block, name, gain * Math.Sqrt(6.0 / (rows + columns)), ref random);
    }

    /// <summary>Uniform in ±gain·√(3/fan in) (He, Zhang, Ren and Sun, 2015); gain √2 before ReLU.</summary>
    /// <inheritdoc cref="Orthogonal"/>
    public static void KaimingUniform(ParameterBlock block, string name, double gain, ref RandomStream random)
    {
        (_, int columns) = Matrix(block, name);
        Uniform(block, name, gain * Math.Sqrt(3.0 / columns), ref random);
    }

    /// <summary>Uniform in ±<paramref name="bound"/>; recurrent layers usually start with the bound 1/√hidden.</summary>
    /// <param name="block">The block.</param>
    /// <param name="name">Name of the tensor.</param>
    /// <param name="bound">Largest absolute value; finite.</param>
    /// <param name="random">The stream to draw from.</param>
    public static void Uniform(ParameterBlock block, string name, double bound, ref RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(block);
        var values = new float[block[name].ElementCount];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(((2 * random.NextDouble()) - 1) * bound);
        }

        block.SetValue(name, values);
    }

    /// <summary>Sets all elements to one value.</summary>
    public static void Constant(ParameterBlock block, string name, float value)
    {
        ArgumentNullException.ThrowIfNull(block);
        var values = new float[block[name].ElementCount];
        Array.Fill(values, value);
        block.SetValue(name, values);
    }

    /// <summary>
    /// Initialises every parameter of a network: linear maps orthogonal with <paramref name="gain"/> (the last layer with
    /// <paramref name="outputGain"/>) and zero bias, recurrent and attention weights orthogonal with gain 1, normalisation weights 1, embeddings standard normal.
    /// </summary>
    /// <param name="network">A bound network.</param>
    /// <param name="gain">Gain of the linear maps before the last layer. √2 is usual.</param>
    /// <param name="outputGain">Gain of the last layer when it is linear.</param>
    /// <param name="random">The stream to draw from.</param>
    public static void Network(Network network, double gain, double outputGain, ref RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(network);
        ParameterBlock block = network.Parameters;
        for (int i = 0; i < network.Layers.Count; i++)
        {
            Layer layer = network.Layers[i];
            foreach (ParameterTensor tensor in layer.Tensors)
            {
                if (layer is Embedding)
                {
                    var values = new float[tensor.ElementCount];
                    for (int k = 0; k < values.Length; k++)
                    {
                        values[k] = (float)random.NextNormal();
                    }

                    block.SetValue(tensor.Name, values);
                }
                else if (tensor.Shape.Count == 2)
                {
                    Orthogonal(block, tensor.Name, layer is not Linear ? 1 : i == network.Layers.Count - 1 ? outputGain : gain, ref random);
                }
                else
                {
                    bool normalization = tensor.Name.EndsWith("weight", StringComparison.Ordinal) && tensor.Shape.Count == 1;
                    Constant(block, tensor.Name, normalization ? 1f : 0f);
                }
            }
        }
    }

    private static (int Rows, int Columns) Matrix(ParameterBlock block, string name)
    {
        ArgumentNullException.ThrowIfNull(block);
        ParameterTensor tensor = block[name];
        return tensor.Shape.Count == 2 ? (tensor.Shape[0], tensor.Shape[1]) : throw new ArgumentException($"{tensor} is no matrix.", nameof(name));
    }
}
