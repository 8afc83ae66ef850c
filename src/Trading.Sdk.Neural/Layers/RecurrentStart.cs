namespace Trading.Sdk.Neural;

/// <summary>Moves state vectors between steps: rows are batch first, and an episode start cuts the chain.</summary>
internal static unsafe class RecurrentStart
{
    /// <summary>previous[b, t] = 0 at an episode start, else the initial state at t = 0, else values[b, t − 1].</summary>
    public static void Copy(in LayerPass pass, int t, int stride, float* values, float* previous, float* initial)
    {
        for (int b = 0; b < pass.Batch; b++)
        {
            nint row = ((nint)b * pass.Steps) + t;
            var target = new Span<float>(previous + (row * stride), stride);
            bool reset = pass.Resets != null && pass.Resets[row] != 0;
            if (reset || (t == 0 && initial == null))
            {
                target.Clear();
            }
            else
            {
                new ReadOnlySpan<float>(t == 0 ? initial + ((nint)b * pass.StateStride) : values + ((row - 1) * stride), stride).CopyTo(target);
            }
        }
    }

    public static void CopyLast(in LayerPass pass, int stride, float* values, float* final) =>
        MatrixLayout.CopyRows(values + ((nint)(pass.Steps - 1) * stride), (nint)pass.Steps * stride, final, pass.StateStride, pass.Batch, stride);

    public static void ClearReset(in LayerPass pass, int t, int stride, float* gradient)
    {
        for (int b = 0; pass.Resets != null && b < pass.Batch; b++)
        {
            if (pass.Resets[((nint)b * pass.Steps) + t] != 0)
            {
                new Span<float>(gradient + ((nint)b * stride), stride).Clear();
            }
        }
    }
}
