namespace Trading.Sdk.Neural;

/// <summary>The rows of one step of all sequences, as the kernels of the recurrent layers take them. In a row of gates 16 numbers of one gate are followed by the same 16 of the next.</summary>
internal unsafe struct RecurrentCell
{
    public float* Gates, Recurrent, PreviousHidden, PreviousCell, Cell, TanhCell;

    /// <summary>The output on the way forward, its gradient on the way back.</summary>
    public float* Output;

    /// <summary>[batch × stride] gradients that flow back through the state.</summary>
    public float* HiddenGradient, CellGradient;

    /// <summary>Floats of a state vector, and sequences.</summary>
    public int Stride, Batch;

    /// <summary>Distance between the rows of two sequences: of states, and of gates.</summary>
    public nint RowStep, GateStep;
}
