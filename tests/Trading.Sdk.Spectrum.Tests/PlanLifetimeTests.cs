using System.Numerics;
using System.Runtime.CompilerServices;
using Trading.Sdk.Spectrum;

namespace Trading.Sdk.Spectrum.Tests;

public class PlanLifetimeTests
{
    /// <summary>Plans work through pointers into pinned arrays; a collection in the middle of a transform must not take them away.</summary>
    [Fact]
    public async Task Plans_CollectedWhileInUse_KeepTheirTablesAlive()
    {
        // A fixed number of collections: as many as fit would leave the transforms no time between them.
        Task collector = Task.Run(() =>
        {
            for (int i = 0; i < 400; i++)
            {
                GC.Collect();
                // Reused memory shows a table that was given back too early.
                GC.KeepAlive(GC.AllocateArray<double>(4096, pinned: true));
                Thread.Yield();
            }
        });
        double[] signal = [.. Enumerable.Range(0, 1499).Select(i => Math.Sin(i * 0.1))], back = new double[1499];
        Complex[] spectrum = new Complex[750];
        do
        {
            ThereAndBack(signal, spectrum, back);
            Assert.Equal(signal[700], back[700], 10);
        }
        while (!collector.IsCompleted);

        await collector;
    }

    // A prime length: tables, chirp and its spectrum are all in use; nobody but the call holds the plan, which unoptimised code would.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void ThereAndBack(double[] signal, Complex[] spectrum, double[] back)
    {
        new RealFft(1499).Forward(signal, spectrum);
        new RealFft(1499).Inverse(spectrum, back);
    }
}
