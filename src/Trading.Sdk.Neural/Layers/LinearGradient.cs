namespace Trading.Sdk.Neural;

/// <summary>Reverse mode of y = x·Wᵀ + b, shared by every layer that contains such a map.</summary>
internal static unsafe class LinearGradient
{
    private const int BlockRows = 256;

    /// <summary>Overwrites the gradients of weight and bias, and of x when <paramref name="inputGradient"/> is not null. Needs outputs × padded inputs floats of scratch.</summary>
    public static void Run(in LayerPass pass, float* input, int inputStride, int inputs, float* outputGradient, int outputStride, ParameterTensor weight, ParameterTensor? bias, float* scratch, float* inputGradient, int inputGradientStride)
    {
        int rows = pass.Rows;
        float one = 1;
        // Sums over the rows go block by block, so that a block is read from the cache for all of the weight; the blocks depend on the number of rows alone.
        for (int first = 0; first < rows; first += BlockRows)
        {
            int count = Math.Min(BlockRows, rows - first);
            float* x = input + ((nint)first * inputStride), dy = outputGradient + ((nint)first * outputStride);
            MatrixProduct.Run(x, 1, inputStride, dy, outputStride, pass.Gradients + weight.Offset, weight.Stride, inputs, count, weight.Stride, null, accumulate: first > 0);
            if (bias is not null)
            {
                MatrixProduct.Run(&one, 0, 0, dy, outputStride, pass.Gradients + bias.Offset, bias.Stride, 1, count, bias.Stride, null, accumulate: first > 0);
            }
        }

        if (inputGradient != null)
        {
            int padded = MatrixLayout.Pad(inputs);
            // A single group has its padding at the end, where the inner sum can stop; inside grouped rows the padding is zero and is summed.
            int inner = weight.Groups == 1 ? weight.GroupWidth : weight.Stride;
            MatrixLayout.Transpose(pass.Parameters + weight.Offset, weight.Stride, scratch, padded, inputs, inner);
            MatrixProduct.Run(outputGradient, outputStride, 1, scratch, padded, inputGradient, inputGradientStride, rows, inner, padded, null);
        }
    }
}
