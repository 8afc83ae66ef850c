namespace Trading.Sdk.Spectrum;

/// <summary>The state of a walk along a LARS path, from breakpoint to breakpoint.</summary>
internal sealed class LarsWalk
{
    private readonly SparseDictionary dictionary;
    private readonly bool lasso;
    private readonly double[] atoms;
    private readonly double[] signal;
    private readonly double[] x;
    private readonly double[] correlations;
    private readonly double[] fit;
    private readonly List<int> active = [];
    private readonly bool[] isActive;
    private readonly double[] signs;
    private readonly double[] gram;
    private double[] factor = [];
    private int dropped = -1;
    private readonly double start;

    public LarsWalk(SparseDictionary dictionary, ReadOnlySpan<double> signal, bool lasso)
    {
        (this.dictionary, this.lasso, this.signal) = (dictionary, lasso, signal.ToArray());
        int n = dictionary.Count, m = dictionary.Length;
        atoms = new double[n * m];
        for (int j = 0; j < n; j++)
        {
            dictionary.CopyAtom(j, atoms.AsSpan(j * m, m));
        }

        gram = dictionary.Gram;
        (x, correlations, fit, isActive, signs) = (new double[n], new double[n], new double[m], new bool[n], new double[n]);
        Refresh();
        Lambda = correlations.Max(Math.Abs);
        start = Lambda;
    }

    /// <summary>Common correlation of the active atoms with the residual.</summary>
    public double Lambda { get; private set; }

    public double[] Coefficients() => (double[])x.Clone();

    /// <summary>Moves to the next breakpoint, at most down to λ = <paramref name="until"/>; false when the walk is over.</summary>
    public bool Advance(double until, List<int> order)
    {
        int n = dictionary.Count, m = dictionary.Length;
        if (Lambda <= until || Lambda <= 1e-14 * start)
        {
            return false;
        }

        // After a drop nobody enters: the breakpoint was the drop's.
        if (dropped < 0)
        {
            int entering = -1;
            double best = Lambda * (1 - 1e-8);
            for (int j = 0; j < n && active.Count < m; j++)
            {
                if (!isActive[j] && Math.Abs(correlations[j]) > best)
                {
                    (entering, best) = (j, Math.Abs(correlations[j]));
                }
            }

            if (entering >= 0)
            {
                active.Add(entering);
                isActive[entering] = true;
                signs[entering] = Math.Sign(correlations[entering]);
                if (!Factorise())
                {
                    // The atom depends on the active ones: it can never be told from them.
                    active.RemoveAt(active.Count - 1);
                    correlations[entering] = 0;
                    Factorise();
                }
                else
                {
                    order.Add(entering);
                }
            }
        }

        int k = active.Count;
        if (k == 0)
        {
            return false;
        }

        // Direction of the coefficients per unit of λ: G·w = signs, on atoms of unit norm.
        var direction = new double[k];
        for (int i = 0; i < k; i++)
        {
            direction[i] = signs[active[i]] / dictionary.Norms[active[i]];
        }

        DenseKernel.Solve(factor, k, k, direction);
        Array.Clear(fit);
        for (int i = 0; i < k; i++)
        {
            direction[i] /= dictionary.Norms[active[i]];
            DenseKernel.AddScaled(direction[i], atoms.AsSpan(active[i] * m, m), fit);
        }

        double step = Lambda - until;
        dropped = -1;
        for (int j = 0; j < n && active.Count < m; j++)
        {
            if (isActive[j])
            {
                continue;
            }

            double slope = DenseKernel.Dot(atoms.AsSpan(j * m, m), fit);
            double up = (Lambda - correlations[j]) / (1 - slope), down = (Lambda + correlations[j]) / (1 + slope);
            double floor = 1e-12 * start;
            step = up > floor && up < step ? up : step;
            step = down > floor && down < step ? down : step;
        }

        for (int i = 0; lasso && i < k; i++)
        {
            double cross = -x[active[i]] / direction[i];
            if (cross > 1e-14 * start && cross < step)
            {
                (step, dropped) = (cross, i);
            }
        }

        for (int i = 0; i < k; i++)
        {
            x[active[i]] += step * direction[i];
        }

        Lambda -= step;
        if (dropped >= 0)
        {
            int leaving = active[dropped];
            x[leaving] = 0;
            isActive[leaving] = false;
            active.RemoveAt(dropped);
            Factorise();
        }

        Refresh();
        return true;
    }

    // Correlations from the residual itself, so that rounding does not add up along the path.
    private void Refresh()
    {
        int m = dictionary.Length;
        double[] residual = (double[])signal.Clone();
        foreach (int j in active)
        {
            DenseKernel.AddScaled(-x[j], atoms.AsSpan(j * m, m), residual);
        }

        for (int j = 0; j < x.Length; j++)
        {
            correlations[j] = DenseKernel.Dot(atoms.AsSpan(j * m, m), residual);
        }
    }

    private bool Factorise()
    {
        int k = active.Count, n = dictionary.Count;
        factor = new double[k * k];
        for (int i = 0; i < k; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                factor[(i * k) + j] = gram[(active[i] * n) + active[j]];
            }
        }

        return DenseKernel.Factor(factor, k, k, 1e-12);
    }
}
