namespace Trading.Sdk.Spectrum;

/// <summary>Applies a <see cref="MissingSamplePolicy"/> before samples reach an analyzer.</summary>
internal sealed class SampleGate(MissingSamplePolicy policy)
{
    private double last;
    private bool any;

    public long Missing { get; private set; }

    public enum Verdict
    {
        Use,
        Ignore,
        Restart,
    }

    public Verdict Admit(ref double sample)
    {
        if (double.IsFinite(sample))
        {
            (last, any) = (sample, true);
            return Verdict.Use;
        }

        if (policy == MissingSamplePolicy.Reject)
        {
            throw new ArgumentException($"A finite sample is required, not {sample}; choose another policy for missing samples to go on.", nameof(sample));
        }

        Missing++;
        if (policy == MissingSamplePolicy.Hold && any)
        {
            sample = last;
            return Verdict.Use;
        }

        any &= policy != MissingSamplePolicy.Restart;
        return policy == MissingSamplePolicy.Restart ? Verdict.Restart : Verdict.Ignore;
    }

    public void Reset() => (any, Missing) = (false, 0);
}
