using System.Runtime.Intrinsics;

namespace Trading.Sdk.Neural;

/// <summary>Runs kernels at the widest vectors that the machine computes in hardware. A vector type without hardware falls to a path that is slower than scalar code, so the choice is made here once for all kernels.</summary>
internal static class WidestVector
{
    public static void Run<TKernel, TArguments>(in TArguments arguments)
        where TKernel : struct, IVectorKernel<TArguments>
        where TArguments : struct
    {
        if (Vector512.IsHardwareAccelerated)
        {
            TKernel.Run<Vector512<float>, Vector512Ops>(arguments);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            TKernel.Run<Vector256<float>, Vector256Ops>(arguments);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            TKernel.Run<Vector128<float>, Vector128Ops>(arguments);
        }
        else
        {
            TKernel.Run<float, ScalarOps>(arguments);
        }
    }
}
