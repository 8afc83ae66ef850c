namespace Trading.Sdk.Neural;

/// <summary>A function of one or two lanes, written once for all vector widths.</summary>
internal interface IBinaryKernel
{
    static abstract TVector Apply<TVector, TOps>(TVector x, TVector y)
        where TVector : struct
        where TOps : struct, IVectorOps<TVector>;
}
