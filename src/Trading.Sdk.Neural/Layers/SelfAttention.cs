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
        return (rows * ((6L * stride) + (2L * stride))) + (batch * Heads * steps * padded) + (steps * padded) + (2 * headStride * padded) + (4L * steps * headStride) + (3L * stride * stride);
    }

    internal override bool TakesParts => true;

    // Scores and probabilities lie transposed, [key × query]: all products of a head then run over rows of queries, and softmax needs no sums across vectors.
    internal override void Forward(in LayerPass pass)
    {
        Parts w = Split(pass);
        int width = 3 * stride, steps = pass.Steps, padded = MatrixLayout.Pad(steps);
        float scale = 1 / MathF.Sqrt(headSize);
        nint first = pass.FirstRow;
        MatrixProduct.Run(pass.Input + (first * pass.InputStride), pass.InputStride, 1, pass.Parameters + inWeight.Offset, width, w.Projected + (first * width), width, pass.RowsOfPart, Inputs, width, pass.Parameters + inBias.Offset);
        for (int b = pass.FirstSequence; b < pass.FirstSequence + pass.Sequences; b++)
        {
            for (int h = 0; h < Heads; h++)
            {
                float* q = w.Projected + ((nint)b * steps * width) + (h * headSize), k = q + stride, v = k + stride;
                float* p = w.Probability + ((((nint)b * Heads) + h) * steps * padded);
                MatrixLayout.Transpose(q, width, w.Transposed, padded, steps, headSize);
                MatrixProduct.Run(k, width, 1, w.Transposed, padded, p, padded, steps, headSize, padded, null);
                WidestVector.Run<SoftmaxKernels.Forward, SoftmaxKernels.Arguments>(new SoftmaxKernels.Arguments { Rows = p, Count = steps, Stride = padded, IsCausal = IsCausal, Scale = scale });
                TransposedProduct(v, width, p, w.Turned, w.Context + ((nint)b * steps * stride) + (h * headSize), stride, steps);
            }
        }

        MatrixProduct.Run(w.Context + (first * stride), stride, 1, pass.Parameters + outWeight.Offset, stride, pass.Output + (first * stride), stride, pass.RowsOfPart, Inputs, stride, pass.Parameters + outBias.Offset);
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
                float* dc = w.ContextGradient + ((nint)b * steps * stride) + (h * headSize);
                float* q = w.Projected + offset, k = q + stride, v = k + stride, gradient = w.ProjectedGradient + offset;
                MatrixLayout.Transpose(dc, stride, w.Transposed, padded, steps, headSize);
                MatrixProduct.Run(v, width, 1, w.Transposed, padded, w.ScoreGradient, padded, steps, headSize, padded, null);
                WidestVector.Run<SoftmaxKernels.Backward, SoftmaxKernels.Arguments>(new SoftmaxKernels.Arguments { Rows = p, Gradient = w.ScoreGradient, Count = steps, Stride = padded, Scale = scale });
                TransposedProduct(k, width, w.ScoreGradient, w.Turned, gradient, width, steps);
                Product(w.ScoreGradient, padded, q, width, w.Head0, w.Head1, gradient + stride, width, steps);
                Product(p, padded, dc, stride, w.Head2, w.Head3, gradient + (2 * stride), width, steps);
            }
        }

        LinearGradient.Run(pass, pass.Input, pass.InputStride, Inputs, w.ProjectedGradient, width, inWeight, inBias, w.Scratch, pass.InputGradient, pass.InputGradientStride);
    }

    // target[query, d] = Σ over keys of square[key, query]·rows[key, d], computed as rowsᵀ·square and turned.
    private void TransposedProduct(float* rows, nint row, float* square, float* turned, float* target, nint targetRow, int steps)
    {
        int padded = MatrixLayout.Pad(steps);
        MatrixProduct.Run(rows, 1, row, square, padded, turned, padded, headSize, steps, padded, null);
        MatrixLayout.Transpose(turned, padded, target, targetRow, headSize, steps, clearRest: false);
    }

    // target[key, d] = Σ over queries of square[key, query]·rows[query, d].
    private void Product(float* square, nint padded, float* rows, nint row, float* rowsBuffer, float* buffer, float* target, nint targetRow, int steps)
    {
        float* b = Read(rows, row, rowsBuffer, steps, out nint bRow);
        float* c = IsDirect ? target : buffer;
        MatrixProduct.Run(square, padded, 1, b, bRow, c, IsDirect ? targetRow : headStride, steps, steps, headStride, null);
        if (!IsDirect)
        {
            MatrixLayout.CopyRows(c, headStride, target, targetRow, steps, headSize);
        }
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
        w.Turned = w.Transposed + (headStride * padded);
        w.Head0 = w.Turned + (headStride * padded);
        w.Head1 = w.Head0 + head;
        w.Head2 = w.Head1 + head;
        w.Head3 = w.Head2 + head;
        w.Scratch = w.Head3 + head;
        return w;
    }

    private struct Parts
    {
        public float* Projected, ProjectedGradient, Context, ContextGradient, Probability, ScoreGradient, Transposed, Turned, Head0, Head1, Head2, Head3, Scratch;
    }
}
