using System.Runtime.InteropServices;

namespace Trading.Sdk.Benchmarks.Spectrum;

/// <summary>FFTW's real transform of one length, planned with MEASURE, called in this process so that measurements can take turns.</summary>
internal sealed unsafe class FftwPlan : IDisposable
{
    private const uint Measure = 0;

    private static readonly nint Library = NativeLibrary.TryLoad("libfftw3.so.3", out nint handle) ? handle : 0;

    private readonly nint plan;
    private readonly double* input;
    private readonly double* output;
    private readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, void> execute;

    public FftwPlan(double[] signal)
    {
        input = (double*)NativeMemory.AlignedAlloc((nuint)(signal.Length + 2) * sizeof(double), 64);
        output = (double*)NativeMemory.AlignedAlloc((nuint)(signal.Length + 2) * sizeof(double), 64);
        var create = (delegate* unmanaged[Cdecl]<int, double*, double*, uint, nint>)NativeLibrary.GetExport(Library, "fftw_plan_dft_r2c_1d");
        plan = create(signal.Length, input, output, Measure);
        signal.CopyTo(new Span<double>(input, signal.Length));
        execute = (delegate* unmanaged[Cdecl, SuppressGCTransition]<nint, void>)NativeLibrary.GetExport(Library, "fftw_execute");
    }

    /// <summary>Whether the machine has FFTW (Debian: libfftw3-double3).</summary>
    public static bool Present => Library != 0;

    public void Execute() => execute(plan);

    public void Dispose()
    {
        ((delegate* unmanaged[Cdecl]<nint, void>)NativeLibrary.GetExport(Library, "fftw_destroy_plan"))(plan);
        NativeMemory.AlignedFree(input);
        NativeMemory.AlignedFree(output);
    }
}
