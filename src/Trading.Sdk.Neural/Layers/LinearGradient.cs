namespace Trading.Sdk.Neural;

/// <summary>Reverse mode of y = x·Wᵀ + b, shared by every layer that contains such a map.</summary>
internal static unsafe class LinearGradient
{
    private const int BlockRows = 256, TransposedInputs = 64, TransposedInputsMin = 16, TransposedRowsMin = 32;

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
            WeightBlock(x, inputStride, inputs, dy, outputStride, count, pass.Gradients + weight.Offset, weight.Stride, accumulate: first > 0);
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

    private static void WeightBlock(float* x, int inputStride, int inputs, float* dy, int outputStride, int count, float* gradient, int stride, bool accumulate)
    {
        if (inputs < TransposedInputsMin || count < TransposedRowsMin)
        {
            MatrixProduct.Run(x, 1, inputStride, dy, outputStride, gradient, stride, inputs, count, stride, null, accumulate);
            return;
        }

        // Read down its columns, x would take a cache line for every number; turned once, the numbers of a column follow each other.
        float* memory = stackalloc float[(TransposedInputs * BlockRows) + MatrixLayout.Lanes];
        float* turned = (float*)(((nuint)memory + 63) & ~(nuint)63);
        int row = MatrixLayout.Pad(count);
        for (int from = 0; from < inputs; from += TransposedInputs)
        {
            int width = Math.Min(TransposedInputs, inputs - from);
            MatrixLayout.Transpose(x + from, inputStride, turned, row, count, width);
            MatrixProduct.Run(turned, row, 1, dy, outputStride, gradient + ((nint)from * stride), stride, width, count, stride, null, accumulate);
        }
    }
}
