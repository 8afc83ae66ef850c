namespace Trading.Sdk.Neural;

/// <summary>The workspace of a recurrent layer, in parts. Rows are batch first, kept for the way back.</summary>
internal unsafe struct RecurrentSpace
{
    /// <summary>The input's sums of the gates, then the gates, then their gradients.</summary>
    public float* Gates;

    /// <summary>The state's sums of the gates where they are kept apart; else the same memory as <see cref="Gates"/>.</summary>
    public float* Recurrent;

    /// <summary>Hidden state before each step.</summary>
    public float* PreviousHidden;

    /// <summary>Cell state before and after each step, and its tanh; without meaning in layers without a cell.</summary>
    public float* PreviousCell, Cell, TanhCell;

    /// <summary>Sum of both biases.</summary>
    public float* Bias;

    /// <summary>[batch × stride] gradients that flow back through the state.</summary>
    public float* HiddenGradient, CellGradient;

    /// <summary>Either weight transposed.</summary>
    public float* Scratch;
}
