namespace Trading.Sdk.Neural;

/// <summary>
/// Multi-head scaled dot-product self-attention over the steps of a sequence (Vaswani et al., 2017), with PyTorch's
/// parameters <c>in_proj_weight</c> [3·embedding, embedding] (q, k, v), <c>in_proj_bias</c>, <c>out_proj.weight</c>, <c>out_proj.bias</c>. No dropout.
/// </summary>
public sealed unsafe class SelfAttention : Layer
{
    private readonly ParameterTensor inWeight, inBias, outWeight, outBias;
    private readonly int stride, headSize, headStride;

    /// <summary>Describes the layer.</summary>
    /// <param name="prefix">Put before the parameter names, such as <c>self_attn.</c>; may be empty.</param>
    /// <param name="embedding">Features of a row; a multiple of the heads.</param>
    /// <param name="heads">Number of heads, at least 1.</param>
    /// <param name="causal">True when a step sees only itself and earlier ones.</param>
    public SelfAttention(string prefix, int embedding, int heads, bool causal)
        : base(embedding, embedding)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(heads, 1);
        if (embedding % heads != 0)
        {
            throw new ArgumentException($"The embedding {embedding} is no multiple of {heads} heads.", nameof(heads));
        }

        Heads = heads;
        IsCausal = causal;
        stride = MatrixLayout.Pad(embedding);
        headSize = embedding / heads;
        headStride = MatrixLayout.Pad(headSize);
        inWeight = Matrix(prefix + "in_proj_weight", 3 * embedding, embedding, groups: 3);
        inBias = Vector(prefix + "in_proj_bias", 3 * embedding, groups: 3);
        outWeight = Matrix(prefix + "out_proj.weight", embedding, embedding);
        outBias = Vector(prefix + "out_proj.bias", embedding);
    }

    /// <summary>Number of heads.</summary>
    public int Heads { get; }

    /// <summary>True when a step sees only itself and earlier ones.</summary>
    public bool IsCausal { get; }

    private bool IsDirect => headSize == headStride;

    internal override long WorkspaceLength(int batch, int steps)
    {
        long rows = (long)batch * steps, padded = MatrixLayout.Pad(steps);
        return (rows * ((6L * stride) + (2L * stride))) + (batch * Heads * steps * padded) + (steps * padded) + (headStride * padded) + (6L * steps * headStride) + (3L * stride * stride);
    }

    internal override void Forward(in LayerPass pass)
    {
        Parts w = Split(pass);
        int width = 3 * stride, steps = pass.Steps, padded = MatrixLayout.Pad(steps);
        float scale = 1 / MathF.Sqrt(headSize);
        MatrixProduct.Run(pass.Input, pass.InputStride, 1, pass.Parameters + inWeight.Offset, width, w.Projected, width, pass.Rows, Inputs, width, pass.Parameters + inBias.Offset);
        for (int b = 0; b < pass.Batch; b++)
        {
            for (int h = 0; h < Heads; h++)
            {
                float* q = w.Projected + ((nint)b * steps * width) + (h * headSize);
                float* p = w.Probability + ((((nint)b * Heads) + h) * steps * padded);
                MatrixLayout.Transpose(q + stride, width, w.Transposed, padded, steps, headSize);
                MatrixProduct.Run(q, width, 1, w.Transposed, padded, p, padded, steps, headSize, padded, null);
                WidestVector.Run<SoftmaxKernels.Forward, SoftmaxKernels.Arguments>(new SoftmaxKernels.Arguments { Rows = p, Count = steps, Stride = padded, IsCausal = IsCausal, Scale = scale });
                float* v = Read(q + (2 * stride), width, w.Head0, steps, out nint vRow);
                float* target = w.Context + ((nint)b * steps * stride) + (h * headSize);
                float* c = IsDirect ? target : w.Head1;
                nint cRow = IsDirect ? stride : headStride;
                MatrixProduct.Run(p, padded, 1, v, vRow, c, cRow, steps, steps, headStride, null);
                Write(c, target, stride, steps);
            }
        }

        MatrixProduct.Run(w.Context, stride, 1, pass.Parameters + outWeight.Offset, stride, pass.Output, stride, pass.Rows, Inputs, stride, pass.Parameters + outBias.Offset);
    }

    internal override void Backward(in LayerPass pass)
    {
        Parts w = Split(pass);
        int width = 3 * stride, steps = pass.Steps, padded = MatrixLayout.Pad(steps);
        float scale = 1 / MathF.Sqrt(headSize);
        if (!IsDirect)
        {
            // The padding between the groups is read as gradient of weights that stay zero.
            new Span<float>(w.ProjectedGradient, pass.Rows * width).Clear();
        }

        LinearGradient.Run(pass, w.Context, stride, Inputs, pass.OutputGradient, stride, outWeight, outBias, w.Scratch, w.ContextGradient, stride);
        for (int b = 0; b < pass.Batch; b++)
        {
            for (int h = 0; h < Heads; h++)
            {
                nint offset = ((nint)b * steps * width) + (h * headSize);
                float* p = w.Probability + ((((nint)b * Heads) + h) * steps * padded);
                float* dc = Read(w.ContextGradient + ((nint)b * steps * stride) + (h * headSize), stride, w.Head0, steps, out nint dcRow);
                float* projected = w.Projected + offset, gradient = w.ProjectedGradient + offset;
                MatrixLayout.Transpose(projected + (2 * stride), width, w.Transposed, padded, steps, headSize);
                MatrixProduct.Run(dc, dcRow, 1, w.Transposed, padded, w.ScoreGradient, padded, steps, headSize, padded, null);
                WidestVector.Run<SoftmaxKernels.Backward, SoftmaxKernels.Arguments>(new SoftmaxKernels.Arguments { Rows = p, Gradient = w.ScoreGradient, Count = steps, Stride = padded, Scale = scale });
                float* q = Read(projected, width, w.Head1, steps, out nint qRow);
                float* k = Read(projected + stride, width, w.Head2, steps, out nint kRow);
                Product(p, 1, padded, dc, dcRow, w.Head3, gradient + (2 * stride), width, steps);
                Product(w.ScoreGradient, padded, 1, k, kRow, w.Head4, gradient, width, steps);
                Product(w.ScoreGradient, 1, padded, q, qRow, w.Head5, gradient + stride, width, steps);
            }
        }

        LinearGradient.Run(pass, pass.Input, pass.InputStride, Inputs, w.ProjectedGradient, width, inWeight, inBias, w.Scratch, pass.InputGradient, pass.InputGradientStride);
    }

    // Heads whose width is no multiple of 16 are computed in padded memory of their own.
    private float* Read(float* source, nint row, float* buffer, int steps, out nint bufferRow)
    {
        if (IsDirect)
        {
            bufferRow = row;
            return source;
        }

        new Span<float>(buffer, steps * headStride).Clear();
        MatrixLayout.CopyRows(source, row, buffer, headStride, steps, headSize);
        bufferRow = headStride;
        return buffer;
    }

    private void Write(float* source, float* target, nint row, int steps)
    {
        if (!IsDirect)
        {
            MatrixLayout.CopyRows(source, headStride, target, row, steps, headSize);
        }
    }

    private void Product(float* a, nint aRow, nint aStep, float* b, nint bRow, float* buffer, float* target, nint row, int steps)
    {
        float* c = IsDirect ? target : buffer;
        MatrixProduct.Run(a, aRow, aStep, b, bRow, c, IsDirect ? row : headStride, steps, steps, headStride, null);
        Write(c, target, row, steps);
    }

    private Parts Split(in LayerPass pass)
    {
        nint rows = pass.Rows, steps = pass.Steps, padded = MatrixLayout.Pad(pass.Steps), head = steps * headStride;
        Parts w;
        w.Projected = pass.Workspace;
        w.ProjectedGradient = w.Projected + (rows * 3 * stride);
        w.Context = w.ProjectedGradient + (rows * 3 * stride);
        w.ContextGradient = w.Context + (rows * stride);
        w.Probability = w.ContextGradient + (rows * stride);
        w.ScoreGradient = w.Probability + (pass.Batch * Heads * steps * padded);
        w.Transposed = w.ScoreGradient + (steps * padded);
        w.Head0 = w.Transposed + (headStride * padded);
        w.Head1 = w.Head0 + head;
        w.Head2 = w.Head1 + head;
        w.Head3 = w.Head2 + head;
        w.Head4 = w.Head3 + head;
        w.Head5 = w.Head4 + head;
        w.Scratch = w.Head5 + head;
        return w;
    }

    private struct Parts
    {
        public float* Projected, ProjectedGradient, Context, ContextGradient, Probability, ScoreGradient, Transposed, Head0, Head1, Head2, Head3, Head4, Head5, Scratch;
    }
}
