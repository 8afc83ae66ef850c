using System.Runtime.CompilerServices;

namespace Trading.Sdk.Neural;

/// <summary>Elementary functions from additions, fused multiplications and divisions only: the same bits at every width and on every platform.</summary>
internal static class VectorFunctions<TVector, TOps>
    where TVector : struct
    where TOps : struct, IVectorOps<TVector>
{
    /// <summary>Hyperbolic tangent as a ratio of an odd polynomial of degree 13 and an even one of degree 6; largest absolute error 3.4e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Tanh(TVector x)
    {
        x = TOps.Min(TOps.Broadcast(7.90531111f), TOps.Max(TOps.Broadcast(-7.90531111f), x));
        TVector s = TOps.Multiply(x, x);
        TVector p = TOps.MultiplyAdd(TOps.Broadcast(-2.76076847742355e-16f), s, TOps.Broadcast(2.00018790482477e-13f));
        p = TOps.MultiplyAdd(p, s, TOps.Broadcast(-8.60467152213735e-11f));
        p = TOps.MultiplyAdd(p, s, TOps.Broadcast(5.12229709037114e-08f));
        p = TOps.MultiplyAdd(p, s, TOps.Broadcast(1.48572235717979e-05f));
        p = TOps.MultiplyAdd(p, s, TOps.Broadcast(6.37261928875436e-04f));
        p = TOps.MultiplyAdd(p, s, TOps.Broadcast(4.89352455891786e-03f));
        p = TOps.Multiply(p, x);
        TVector q = TOps.MultiplyAdd(TOps.Broadcast(1.19825839466702e-06f), s, TOps.Broadcast(1.18534705686654e-04f));
        q = TOps.MultiplyAdd(q, s, TOps.Broadcast(2.26843463243900e-03f));
        q = TOps.MultiplyAdd(q, s, TOps.Broadcast(4.89352518554385e-03f));
        return TOps.Divide(p, q);
    }

    /// <summary>Logistic function, 0.5 + 0.5·tanh(x/2).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Sigmoid(TVector x)
    {
        TVector half = TOps.Broadcast(0.5f);
        return TOps.MultiplyAdd(half, Tanh(TOps.Multiply(half, x)), half);
    }

    /// <summary>Exponential by reduction to |r| ≤ ln(2)/2 and a polynomial of degree 7; the argument is clamped to [-87, 88].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exp(TVector x)
    {
        x = TOps.Min(TOps.Broadcast(88f), TOps.Max(TOps.Broadcast(-87f), x));
        TVector n = TOps.Floor(TOps.MultiplyAdd(x, TOps.Broadcast(1.44269504088896341f), TOps.Broadcast(0.5f)));
        TVector r = TOps.MultiplyAdd(n, TOps.Broadcast(-0.693359375f), x);
        r = TOps.MultiplyAdd(n, TOps.Broadcast(2.12194440e-4f), r);
        TVector p = TOps.MultiplyAdd(TOps.Broadcast(1f / 5040), r, TOps.Broadcast(1f / 720));
        p = TOps.MultiplyAdd(p, r, TOps.Broadcast(1f / 120));
        p = TOps.MultiplyAdd(p, r, TOps.Broadcast(1f / 24));
        p = TOps.MultiplyAdd(p, r, TOps.Broadcast(1f / 6));
        p = TOps.MultiplyAdd(p, r, TOps.Broadcast(0.5f));
        p = TOps.MultiplyAdd(p, r, TOps.Broadcast(1f));
        p = TOps.MultiplyAdd(p, r, TOps.Broadcast(1f));
        return TOps.Multiply(p, TOps.PowerOfTwo(n));
    }

    /// <summary>Error function as a ratio of an odd polynomial of degree 13 and an even one of degree 8 on [-4, 4]; largest absolute error 2e-7.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Erf(TVector x)
    {
        x = TOps.Min(TOps.Broadcast(4f), TOps.Max(TOps.Broadcast(-4f), x));
        TVector s = TOps.Multiply(x, x);
        TVector p = TOps.MultiplyAdd(TOps.Broadcast(-2.72614225801306e-10f), s, TOps.Broadcast(2.77068142495902e-08f));
        p = TOps.MultiplyAdd(p, s, TOps.Broadcast(-2.10102402082508e-06f));
        p = TOps.MultiplyAdd(p, s, TOps.Broadcast(-5.69250639462346e-05f));
        p = TOps.MultiplyAdd(p, s, TOps.Broadcast(-7.34990630326855e-04f));
        p = TOps.MultiplyAdd(p, s, TOps.Broadcast(-2.95459980854025e-03f));
        p = TOps.MultiplyAdd(p, s, TOps.Broadcast(-1.60960333262415e-02f));
        p = TOps.Multiply(p, x);
        TVector q = TOps.MultiplyAdd(TOps.Broadcast(-1.45660718464996e-05f), s, TOps.Broadcast(-2.13374055278905e-04f));
        q = TOps.MultiplyAdd(q, s, TOps.Broadcast(-1.68282697438203e-03f));
        q = TOps.MultiplyAdd(q, s, TOps.Broadcast(-7.37332916720468e-03f));
        q = TOps.MultiplyAdd(q, s, TOps.Broadcast(-1.42647390514189e-02f));
        return TOps.Divide(p, q);
    }

    /// <summary>Gaussian distribution function, (1 + erf(x/√2))/2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector NormalCdf(TVector x)
    {
        TVector half = TOps.Broadcast(0.5f);
        return TOps.MultiplyAdd(half, Erf(TOps.Multiply(x, TOps.Broadcast(0.70710678118654752f))), half);
    }

    /// <summary>Gaussian density, exp(-x²/2)/√(2π).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector NormalDensity(TVector x) =>
        TOps.Multiply(TOps.Broadcast(0.3989422804014327f), Exp(TOps.Multiply(TOps.Multiply(x, x), TOps.Broadcast(-0.5f))));
}
