namespace Trading.Sdk.Neural;

/// <summary>The memory of one pass through one layer. Output rows are padded to 16 floats; the padding of outputs is finite and meaningless unless the layer says otherwise.</summary>
internal unsafe struct LayerPass
{
    public float* Parameters;
    public float* Gradients;
    public float* Input;
    public int InputStride;
    public float* Output;
    public float* OutputGradient;
    public float* InputGradient;
    public int InputGradientStride;
    public float* Workspace;
    public int Batch;
    public int Steps;

    /// <summary>Recurrent state before the first step, [batch × StateStride], or null for zero.</summary>
    public float* InitialState;

    /// <summary>Recurrent state after the last step, or null when not wanted.</summary>
    public float* FinalState;

    /// <summary>Gradient with respect to the initial state, or null when not wanted.</summary>
    public float* InitialStateGradient;

    /// <summary>Distance between the states of two sequences in floats.</summary>
    public int StateStride;

    /// <summary>Episode starts [batch × steps]: 1 zeroes the state before the step. Null for none.</summary>
    public byte* Resets;

    /// <summary>Rows of the whole pass: what the workspace is laid out for.</summary>
    public readonly int Rows => Batch * Steps;

    /// <summary>The sequences that this call of forward computes, where a layer takes a batch in parts; else all.</summary>
    public int FirstSequence, Sequences;

    public readonly int FirstRow => FirstSequence * Steps;

    public readonly int RowsOfPart => Sequences * Steps;
}
