namespace Trading.Sdk.Neural;

/// <summary>Reverse mode of y = x·Wᵀ + b, shared by every layer that contains such a map.</summary>
internal static unsafe class LinearGradient
{
    /// <summary>Overwrites the gradients of weight and bias, and of x when <paramref name="inputGradient"/> is not null. Needs outputs × padded inputs floats of scratch.</summary>
    public static void Run(in LayerPass pass, float* input, int inputStride, int inputs, float* outputGradient, int outputStride, ParameterTensor weight, ParameterTensor? bias, float* scratch, float* inputGradient, int inputGradientStride)
    {
        int rows = pass.Rows;
        float one = 1;
        MatrixProduct.Run(input, 1, inputStride, outputGradient, outputStride, pass.Gradients + weight.Offset, weight.Stride, inputs, rows, weight.Stride, null);
        if (bias is not null)
        {
            MatrixProduct.Run(&one, 0, 0, outputGradient, outputStride, pass.Gradients + bias.Offset, bias.Stride, 1, rows, bias.Stride, null);
        }

        if (inputGradient != null)
        {
            InputGradient(pass.Parameters + weight.Offset, weight, inputs, outputGradient, outputStride, rows, scratch, inputGradient, inputGradientStride, accumulate: false);
        }
    }

    /// <summary>x gradient = y gradient · W.</summary>
    public static void InputGradient(float* weightValues, ParameterTensor weight, int inputs, float* outputGradient, nint outputStride, int rows, float* scratch, float* inputGradient, nint inputGradientStride, bool accumulate)
    {
        int padded = MatrixLayout.Pad(inputs);
        // A single group has its padding at the end, where the inner sum can stop; inside grouped rows the padding is zero and is summed.
        int inner = weight.Groups == 1 ? weight.GroupWidth : weight.Stride;
        MatrixLayout.Transpose(weightValues, weight.Stride, scratch, padded, inputs, inner);
        MatrixProduct.Run(outputGradient, outputStride, 1, scratch, padded, inputGradient, inputGradientStride, rows, inner, padded, null, accumulate);
    }
}
