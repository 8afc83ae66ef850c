namespace Trading.Sdk.Neural;

/// <summary>A kernel over memory, written once for all vector widths; <see cref="WidestVector"/> runs it at the widest that the machine has.</summary>
internal interface IVectorKernel<TArguments>
    where TArguments : struct
{
    static abstract void Run<TVector, TOps>(in TArguments arguments)
        where TVector : struct
        where TOps : struct, IVectorOps<TVector>;
}
