namespace Trading.Sdk.Neural;

/// <summary>
/// All parameters of one or several networks in one aligned block, with a gradient block of the same layout, so that an
/// optimiser, a norm or a copy runs over one piece of memory.
/// </summary>
/// <remarks>Readable from several threads as long as nobody writes.</remarks>
public sealed unsafe class ParameterBlock
{
    private readonly AlignedBuffer values, gradients;
    private readonly Dictionary<string, ParameterTensor> byName;

    internal ParameterBlock(IReadOnlyList<ParameterTensor> tensors)
    {
        Tensors = tensors;
        byName = new Dictionary<string, ParameterTensor>(StringComparer.Ordinal);
        int offset = 0;
        foreach (ParameterTensor tensor in tensors)
        {
            if (tensor.Offset >= 0)
            {
                throw new InvalidOperationException($"The parameter '{tensor.Name}' already belongs to a block.");
            }

            if (!byName.TryAdd(tensor.Name, tensor))
            {
                throw new ArgumentException($"Two parameters are called '{tensor.Name}'; give the layers different names.", nameof(tensors));
            }

            tensor.Offset = offset;
            offset = checked(offset + tensor.Length);
        }

        Length = offset;
        values = new AlignedBuffer(offset);
        gradients = new AlignedBuffer(offset);
    }

    /// <summary>The tensors in the order in which the layers were given.</summary>
    public IReadOnlyList<ParameterTensor> Tensors { get; }

    /// <summary>Number of trainable numbers, padding not counted.</summary>
    public int ParameterCount => Tensors.Sum(t => t.ElementCount);

    /// <summary>Floats of a block, padding included; the padding is zero and stays zero.</summary>
    internal int Length { get; }

    internal float* Values => values.Pointer;

    internal float* Gradients => gradients.Pointer;

    internal Span<float> ValueSpan => values.Span;

    internal Span<float> GradientSpan => gradients.Span;

    /// <summary>Makes a block that belongs to no network, for optimising plain tensors.</summary>
    /// <param name="shapes">Name and shape of each tensor; names must differ.</param>
    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public static ParameterBlock Create(params IEnumerable<(string Name, int[] Shape)> shapes)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        return new ParameterBlock([.. shapes.Select(s => new ParameterTensor(s.Name, [.. s.Shape], transposed: false, groups: 1))]);
    }

    /// <summary>Makes one block for several networks (say an actor and a critic) and binds them to it. Values are zero until initialised or loaded.</summary>
    /// <exception cref="ArgumentException">Two parameters have the same name.</exception>
    /// <exception cref="InvalidOperationException">A network is bound already.</exception>
    public static ParameterBlock For(params IReadOnlyList<Network> networks) => For(networks, []);

    /// <summary>The same with further plain tensors behind those of the networks, such as the spread of a policy that does not depend on the input.</summary>
    /// <inheritdoc cref="For(IReadOnlyList{Network})"/>
    public static ParameterBlock For(IReadOnlyList<Network> networks, IEnumerable<(string Name, int[] Shape)> further)
    {
        ArgumentNullException.ThrowIfNull(networks);
        ArgumentNullException.ThrowIfNull(further);
        var block = new ParameterBlock([
            .. networks.SelectMany(n => n.Layers).SelectMany(l => l.Tensors),
            .. further.Select(s => new ParameterTensor(s.Name, [.. s.Shape], transposed: false, groups: 1))]);
        foreach (Network network in networks)
        {
            network.Bind(block);
        }

        return block;
    }

    /// <summary>True when a tensor of that name exists.</summary>
    public bool Contains(string name) => byName.ContainsKey(name);

    /// <summary>The tensor of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public ParameterTensor this[string name] => byName.TryGetValue(name, out ParameterTensor? tensor) ? tensor : throw new ArgumentException($"There is no parameter '{name}'.", nameof(name));

    /// <summary>Copies a tensor's values, row-major.</summary>
    /// <exception cref="ArgumentException">The name is unknown or the length differs from the tensor's.</exception>
    public void CopyValue(string name, Span<float> destination) => Copy(name, values, destination);

    /// <summary>Copies a tensor's gradient, row-major.</summary>
    /// <exception cref="ArgumentException">The name is unknown or the length differs from the tensor's.</exception>
    public void CopyGradient(string name, Span<float> destination) => Copy(name, gradients, destination);

    /// <summary>Sets a tensor's values, row-major.</summary>
    /// <exception cref="ArgumentException">The name is unknown or the length differs from the tensor's.</exception>
    /// <exception cref="NonFiniteTensorException">A value is NaN or infinite.</exception>
    public void SetValue(string name, ReadOnlySpan<float> source) => Set(name, values, source);

    /// <summary>Sets a tensor's gradient, row-major.</summary>
    /// <exception cref="ArgumentException">The name is unknown or the length differs from the tensor's.</exception>
    /// <exception cref="NonFiniteTensorException">A value is NaN or infinite.</exception>
    public void SetGradient(string name, ReadOnlySpan<float> source) => Set(name, gradients, source);

    /// <summary>Euclidean norm of all gradients together; infinite or NaN when one of them is.</summary>
    public float GradientNorm()
    {
        float sum = Reduction.Dot(gradients.Pointer, gradients.Pointer, Length);
        GC.KeepAlive(this);
        return MathF.Sqrt(sum);
    }

    /// <summary>Refuses values that are not finite.</summary>
    /// <exception cref="NonFiniteTensorException">A value is NaN or infinite; the exception names the tensor.</exception>
    public void ThrowIfValuesNotFinite() => ThrowIfNotFinite(values, "");

    /// <summary>Refuses gradients that are not finite.</summary>
    /// <exception cref="NonFiniteTensorException">A gradient is NaN or infinite; the exception names the tensor.</exception>
    public void ThrowIfGradientsNotFinite() => ThrowIfNotFinite(gradients, "gradient of ");

    private void Copy(string name, AlignedBuffer source, Span<float> destination)
    {
        ParameterTensor tensor = this[name];
        Require(tensor, destination.Length, nameof(destination));
        Span<float> memory = source.Span;
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = memory[tensor.PositionOf(i)];
        }
    }

    private void Set(string name, AlignedBuffer target, ReadOnlySpan<float> source)
    {
        ParameterTensor tensor = this[name];
        Require(tensor, source.Length, nameof(source));
        Span<float> memory = target.Span;
        for (int i = 0; i < source.Length; i++)
        {
            if (!float.IsFinite(source[i]))
            {
                throw new NonFiniteTensorException(name, i, source[i]);
            }

            memory[tensor.PositionOf(i)] = source[i];
        }
    }

    private static void Require(ParameterTensor tensor, int length, string parameter)
    {
        if (length != tensor.ElementCount)
        {
            throw new ArgumentException($"{tensor} has {tensor.ElementCount} elements, not {length}.", parameter);
        }
    }

    private void ThrowIfNotFinite(AlignedBuffer buffer, string prefix)
    {
        ReadOnlySpan<float> memory = buffer.Span;
        foreach (ParameterTensor tensor in Tensors)
        {
            ReadOnlySpan<float> part = memory.Slice(tensor.Offset, tensor.Length);
            for (int i = 0; i < part.Length; i++)
            {
                if (!float.IsFinite(part[i]))
                {
                    throw new NonFiniteTensorException(prefix + tensor.Name, i, part[i]);
                }
            }
        }
    }
}
