namespace Trading.Sdk.Neural;

/// <summary>
/// Transformer encoder block (Vaswani et al., 2017): self-attention and a two-layer feed-forward network, each with a
/// residual connection and layer normalisation before (pre-norm) or after (post-norm). Parameter names of PyTorch's <c>TransformerEncoderLayer</c>. No dropout.
/// </summary>
public sealed unsafe class EncoderBlock : Layer
{
    private readonly SelfAttention attention;
    private readonly Linear linear1, linear2;
    private readonly LayerNorm norm1, norm2;
    private readonly int stride, innerStride;

    /// <summary>Describes the block.</summary>
    /// <param name="prefix">Put before the parameter names; may be empty.</param>
    /// <param name="embedding">Features of a row; a multiple of the heads.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="feedForward">Width of the feed-forward network.</param>
    /// <param name="activation">Its activation. Default GELU.</param>
    /// <param name="normFirst">True for pre-norm. Default true.</param>
    /// <param name="causal">True when a step sees only itself and earlier ones. Default false.</param>
    /// <param name="eps">Added to the variance in both normalisations. Default 1e-5.</param>
    public EncoderBlock(string prefix, int embedding, int heads, int feedForward, Activation activation = Activation.Gelu, bool normFirst = true, bool causal = false, double eps = 1e-5)
        : base(embedding, embedding)
    {
        NormFirst = normFirst;
        attention = new SelfAttention(prefix + "self_attn.", embedding, heads, causal);
        linear1 = new Linear(prefix + "linear1", embedding, feedForward, activation);
        linear2 = new Linear(prefix + "linear2", feedForward, embedding);
        norm1 = new LayerNorm(prefix + "norm1", embedding, eps);
        norm2 = new LayerNorm(prefix + "norm2", embedding, eps);
        foreach (Layer layer in (ReadOnlySpan<Layer>)[attention, linear1, linear2, norm1, norm2])
        {
            TensorList.AddRange(layer.Tensors);
        }

        stride = MatrixLayout.Pad(embedding);
        innerStride = MatrixLayout.Pad(feedForward);
    }

    /// <summary>True for pre-norm.</summary>
    public bool NormFirst { get; }

    internal override long WorkspaceLength(int batch, int steps)
    {
        long rows = (long)batch * steps;
        return (rows * ((9L * stride) + (2L * innerStride))) + Lengths(batch, steps).Sum();
    }

    internal override bool TakesParts => true;

    internal override void Forward(in LayerPass pass)
    {
        Parts w = Split(pass);
        nint first = (nint)pass.FirstRow * stride, length = (nint)pass.RowsOfPart * stride;
        MatrixLayout.CopyRows(pass.Input + ((nint)pass.FirstRow * pass.InputStride), pass.InputStride, w.Input + first, stride, pass.RowsOfPart, Inputs);
        if (NormFirst)
        {
            norm1.Forward(Inner(pass, w.Norm1Space, w.Input, stride, w.Normalized1));
            attention.Forward(Inner(pass, w.AttentionSpace, w.Normalized1, stride, w.Branch));
            Elementwise.Map<Elementwise.AddKernel>(w.Input + first, w.Branch + first, w.Middle + first, length);
            norm2.Forward(Inner(pass, w.Norm2Space, w.Middle, stride, w.Normalized2));
            linear1.Forward(Inner(pass, w.Linear1Space, w.Normalized2, stride, w.Hidden));
            linear2.Forward(Inner(pass, w.Linear2Space, w.Hidden, innerStride, w.Branch));
            Elementwise.Map<Elementwise.AddKernel>(w.Middle + first, w.Branch + first, pass.Output + first, length);
            return;
        }

        attention.Forward(Inner(pass, w.AttentionSpace, w.Input, stride, w.Branch));
        Elementwise.Map<Elementwise.AddKernel>(w.Input + first, w.Branch + first, w.Normalized1 + first, length);
        norm1.Forward(Inner(pass, w.Norm1Space, w.Normalized1, stride, w.Middle));
        linear1.Forward(Inner(pass, w.Linear1Space, w.Middle, stride, w.Hidden));
        linear2.Forward(Inner(pass, w.Linear2Space, w.Hidden, innerStride, w.Branch));
        Elementwise.Map<Elementwise.AddKernel>(w.Middle + first, w.Branch + first, w.Normalized2 + first, length);
        norm2.Forward(Inner(pass, w.Norm2Space, w.Normalized2, stride, pass.Output));
    }

    internal override void Backward(in LayerPass pass)
    {
        Parts w = Split(pass);
        nint length = (nint)pass.Rows * stride;
        if (NormFirst)
        {
            Copy(pass.OutputGradient, w.Gradient1, length);
            linear2.Backward(Inner(pass, w.Linear2Space, w.Hidden, innerStride, w.Branch, w.Gradient1, w.HiddenGradient, innerStride));
            linear1.Backward(Inner(pass, w.Linear1Space, w.Normalized2, stride, w.Hidden, w.HiddenGradient, w.Gradient2, stride));
            norm2.Backward(Inner(pass, w.Norm2Space, w.Middle, stride, w.Normalized2, w.Gradient2, w.Gradient1, stride));
            Elementwise.Map<Elementwise.AddKernel>(pass.OutputGradient, w.Gradient1, w.Gradient1, length);
            Copy(w.Gradient1, w.Gradient3, length);
            attention.Backward(Inner(pass, w.AttentionSpace, w.Normalized1, stride, w.Branch, w.Gradient3, w.Gradient2, stride));
            norm1.Backward(Inner(pass, w.Norm1Space, w.Input, stride, w.Normalized1, w.Gradient2, w.Gradient3, stride));
        }
        else
        {
            norm2.Backward(Inner(pass, w.Norm2Space, w.Normalized2, stride, pass.Output, pass.OutputGradient, w.Gradient1, stride));
            Copy(w.Gradient1, w.Gradient3, length);
            linear2.Backward(Inner(pass, w.Linear2Space, w.Hidden, innerStride, w.Branch, w.Gradient3, w.HiddenGradient, innerStride));
            linear1.Backward(Inner(pass, w.Linear1Space, w.Middle, stride, w.Hidden, w.HiddenGradient, w.Gradient2, stride));
            Elementwise.Map<Elementwise.AddKernel>(w.Gradient1, w.Gradient2, w.Gradient2, length);
            norm1.Backward(Inner(pass, w.Norm1Space, w.Normalized1, stride, w.Middle, w.Gradient2, w.Gradient1, stride));
            Copy(w.Gradient1, w.Gradient2, length);
            attention.Backward(Inner(pass, w.AttentionSpace, w.Input, stride, w.Branch, w.Gradient2, w.Gradient3, stride));
        }

        if (pass.InputGradient != null)
        {
            Elementwise.Map<Elementwise.AddKernel>(w.Gradient1, w.Gradient3, w.Gradient1, length);
            MatrixLayout.CopyRows(w.Gradient1, stride, pass.InputGradient, pass.InputGradientStride, pass.Rows, stride);
        }
    }

    private static void Copy(float* source, float* target, nint length) => Buffer.MemoryCopy(source, target, length * sizeof(float), length * sizeof(float));

    private static LayerPass Inner(in LayerPass pass, float* workspace, float* input, int inputStride, float* output, float* outputGradient = null, float* inputGradient = null, int inputGradientStride = 0) => new()
    {
        Parameters = pass.Parameters,
        Gradients = pass.Gradients,
        Input = input,
        InputStride = inputStride,
        Output = output,
        OutputGradient = outputGradient,
        InputGradient = inputGradient,
        InputGradientStride = inputGradientStride,
        Workspace = workspace,
        Batch = pass.Batch,
        Steps = pass.Steps,
        FirstSequence = pass.FirstSequence,
        Sequences = pass.Sequences,
    };

    private long[] Lengths(int batch, int steps) =>
        [.. new Layer[] { attention, linear1, linear2, norm1, norm2 }.Select(l => (l.WorkspaceLength(batch, steps) + MatrixLayout.Lanes - 1) & -MatrixLayout.Lanes)];

    private Parts Split(in LayerPass pass)
    {
        nint rows = pass.Rows, narrow = rows * stride, wide = rows * innerStride;
        Parts w;
        w.Input = pass.Workspace;
        w.Normalized1 = w.Input + narrow;
        w.Branch = w.Normalized1 + narrow;
        w.Middle = w.Branch + narrow;
        w.Normalized2 = w.Middle + narrow;
        w.Gradient1 = w.Normalized2 + narrow;
        w.Gradient2 = w.Gradient1 + narrow;
        w.Gradient3 = w.Gradient2 + narrow;
        w.Hidden = w.Gradient3 + (2 * narrow);
        w.HiddenGradient = w.Hidden + wide;
        w.AttentionSpace = w.HiddenGradient + wide;
        w.Linear1Space = w.AttentionSpace + Aligned(attention, pass);
        w.Linear2Space = w.Linear1Space + Aligned(linear1, pass);
        w.Norm1Space = w.Linear2Space + Aligned(linear2, pass);
        w.Norm2Space = w.Norm1Space + Aligned(norm1, pass);
        return w;
    }

    private static nint Aligned(Layer layer, in LayerPass pass) => (nint)((layer.WorkspaceLength(pass.Batch, pass.Steps) + MatrixLayout.Lanes - 1) & -MatrixLayout.Lanes);

    private struct Parts
    {
        public float* Input, Normalized1, Branch, Middle, Normalized2, Gradient1, Gradient2, Gradient3, Hidden, HiddenGradient;
        public float* AttentionSpace, Linear1Space, Linear2Space, Norm1Space, Norm2Space;
    }
}
