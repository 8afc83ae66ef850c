namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// CMA-ES (Hansen, Ostermeier 2001; Hansen 2016, "The CMA Evolution Strategy: A Tutorial") with active update and IPOP or
/// BIPOP restarts, for one objective over real variables (others are rounded for evaluation). It walks in coordinates
/// scaled by the ranges; points beyond a bound are mirrored back. Constraints rank candidates before objectives do.
/// </summary>
public sealed class CmaEs : GenerationalOptimizer
{
    private readonly CmaEsOptions options;
    private readonly int n;
    private readonly int baseSize;
    private readonly FrontOrder order;
    private readonly SymmetricEigen eigen;
    private readonly double[] mean;
    private readonly double[] oldMean;
    private readonly double[] pathSigma;
    private readonly double[] pathC;
    private readonly double[] covariance;
    private readonly double[] scratch;
    private readonly double[] scratch2;
    private readonly double[] recent;
    private readonly double[] normals;
    private double[] weights = [];
    private double sigma;
    private double startSigma;
    private double muEffective;
    private double cSigma;
    private double dSigma;
    private double cC;
    private double c1;
    private double cMu;
    private int size;
    private int mu;
    private int searchGeneration;
    private int lastDecomposition;
    private int restarts;
    private int largeRestarts;
    private long searchStart;
    private long largeBudget;
    private long smallBudget;
    private bool isSmall;
    private string? converged;

    /// <summary>Makes the optimiser.</summary>
    /// <param name="problem">The shape; an <see cref="IProblem"/> may be passed.</param>
    /// <param name="options">Settings; null = defaults.</param>
    /// <exception cref="ArgumentException">A setting is outside its range, or the problem has several objectives.</exception>
    public CmaEs(IProblemDefinition problem, CmaEsOptions? options = null)
        : this(problem ?? throw new ArgumentNullException(nameof(problem)), options ?? new CmaEsOptions(), (options ?? new CmaEsOptions()).ResolvePopulation(problem))
    {
    }

    private CmaEs(IProblemDefinition problem, CmaEsOptions options, int baseSize)
        : base(problem, options, Capacity(options, baseSize), problem.Space.Count)
    {
        this.options = options;
        this.baseSize = baseSize;
        n = problem.Space.Count;
        order = new FrontOrder(RowCount, 1);
        eigen = new SymmetricEigen(n);
        mean = new double[n];
        oldMean = new double[n];
        pathSigma = new double[n];
        pathC = new double[n];
        covariance = new double[n * n];
        scratch = new double[n];
        scratch2 = new double[n];
        normals = new double[RowCount * n];
        recent = new double[10 + (30 * n / baseSize) + 1];
        Begin(baseSize, options.InitialStep, first: true);
    }

    /// <inheritdoc/>
    public override string Algorithm => "cmaes";

    /// <inheritdoc/>
    public override string? Converged => converged;

    /// <summary>Restarts so far.</summary>
    public int RestartCount => restarts;

    /// <summary>Candidates of a generation at present.</summary>
    public int CurrentPopulationSize => size;

    /// <summary>Step size at present, as a share of the ranges.</summary>
    public double StepSize => sigma;

    private protected override int CreateBatch(out int start)
    {
        start = 0;
        Current.Count = 0;
        ReadOnlySpan<double> lower = Space.SearchLower, upper = Space.SearchUpper;
        SampleNormals();
        for (int i = 0; i < size; i++)
        {
            Span<double> y = Current.Strategy(i), genome = Current.Genome(i);
            y.Clear();
            for (int k = 0; k < n; k++)
            {
                // y = B·D·z, one eigenvector after the other.
                double z = normals[(i * n) + k] * Math.Sqrt(Math.Max(eigen.Values[k], 0));
                ReadOnlySpan<double> vector = eigen.Vectors.AsSpan(k * n, n);
                for (int j = 0; j < n; j++)
                {
                    y[j] += vector[j] * z;
                }
            }

            for (int j = 0; j < n; j++)
            {
                genome[j] = lower[j] + (Mirror(mean[j] + (sigma * y[j])) * (upper[j] - lower[j]));
            }

            Space.Canonicalise(genome);
        }

        return size;
    }

    private protected override void Absorb(int rows)
    {
        order.Rank(rows, ComparedObjectives, ComparedViolations, Current.Ranks);
        Update(order.Order.AsSpan(0, rows));
        Keep(order.Order.AsSpan(0, rows));
        searchGeneration++;
        double best = Current.F[0], worst = Current.F[Math.Max(0, (rows / 2) - 1)];
        bool valid = Current.Violations[0] <= 0;
        recent[searchGeneration % recent.Length] = valid ? best : double.PositiveInfinity;
        string? why = WhyConverged(valid, best, worst);
        if (why is null)
        {
            return;
        }

        if (options.Restarts == CmaEsRestarts.None || largeRestarts >= options.MaxRestarts)
        {
            converged = why;
            return;
        }

        Restart();
    }

    private protected override void SaveAlgorithm(BinaryWriter writer)
    {
        foreach (double[] part in new[] { mean, pathSigma, pathC, covariance, recent, eigen.Values, eigen.Vectors })
        {
            CheckpointFormat.Write(writer, part);
        }

        writer.Write(sigma);
        writer.Write(startSigma);
        writer.Write(size);
        writer.Write(searchGeneration);
        writer.Write(lastDecomposition);
        writer.Write(restarts);
        writer.Write(largeRestarts);
        writer.Write(searchStart);
        writer.Write(largeBudget);
        writer.Write(smallBudget);
        writer.Write(isSmall);
        writer.Write(converged ?? "");
    }

    private protected override void LoadAlgorithm(BinaryReader reader)
    {
        foreach (double[] part in new[] { mean, pathSigma, pathC, covariance, recent, eigen.Values, eigen.Vectors })
        {
            CheckpointFormat.Read(reader, part);
        }

        sigma = reader.ReadDouble();
        startSigma = reader.ReadDouble();
        size = reader.ReadInt32();
        if (size < 2 || size > RowCount)
        {
            throw new InvalidDataException($"The checkpoint states a population of {size}.");
        }

        searchGeneration = reader.ReadInt32();
        lastDecomposition = reader.ReadInt32();
        restarts = reader.ReadInt32();
        largeRestarts = reader.ReadInt32();
        searchStart = reader.ReadInt64();
        largeBudget = reader.ReadInt64();
        smallBudget = reader.ReadInt64();
        isSmall = reader.ReadBoolean();
        string why = reader.ReadString();
        converged = why.Length == 0 ? null : why;
        SetRates();
    }

    /// <summary>
    /// Normal vectors whose directions are orthogonal within blocks of n (Wang, Emmerich, Bäck 2019): a generation looks into
    /// different directions, which saves evaluations; lengths stay those of independent vectors.
    /// </summary>
    private void SampleNormals()
    {
        for (int i = 0; i < size; i++)
        {
            var random = new CounterRandom(Seed, Generation, i, RandomPurpose.Vary);
            Span<double> z = normals.AsSpan(i * n, n);
            for (int k = 0; k < n; k++)
            {
                z[k] = random.NextGaussian();
            }

            double length = Math.Sqrt(DenseMatrix.Dot(z, z));
            for (int other = i / n * n; other < i; other++)
            {
                ReadOnlySpan<double> before = normals.AsSpan(other * n, n);
                double share = DenseMatrix.Dot(z, before) / Math.Max(DenseMatrix.Dot(before, before), 1e-300);
                for (int k = 0; k < n; k++)
                {
                    z[k] -= share * before[k];
                }
            }

            double left = Math.Sqrt(DenseMatrix.Dot(z, z));
            double scale = left > 1e-8 * length ? length / left : 0;
            for (int k = 0; k < n; k++)
            {
                z[k] *= scale;
            }
        }
    }

    private static int Capacity(CmaEsOptions options, int baseSize) =>
        options.Restarts == CmaEsRestarts.None ? baseSize : checked((int)Math.Min(1L << 16, (long)baseSize << Math.Min(options.MaxRestarts, 20)));

    /// <summary>Folds a coordinate into [0, 1] like a ball between walls.</summary>
    private static double Mirror(double x)
    {
        if (x >= 0 && x <= 1)
        {
            return x;
        }

        double folded = x - (2 * Math.Floor(x / 2));
        return folded > 1 ? 2 - folded : folded;
    }

    private void Begin(int populationSize, double step, bool first)
    {
        size = Math.Clamp(populationSize, 4, RowCount);
        sigma = step;
        startSigma = step;
        searchGeneration = 0;
        lastDecomposition = 0;
        searchStart = Evaluations;
        Array.Clear(pathSigma);
        Array.Clear(pathC);
        Array.Clear(covariance);
        Array.Clear(eigen.Vectors);
        Array.Fill(recent, double.PositiveInfinity);
        Array.Fill(eigen.Values, 1);
        for (int i = 0; i < n; i++)
        {
            covariance[(i * n) + i] = 1;
            eigen.Vectors[(i * n) + i] = 1;
        }

        var random = new CounterRandom(Seed, restarts, 0, RandomPurpose.Restart);
        double[]? given = first ? options.InitialMean ?? (options.InitialPoints.Count > 0 ? options.InitialPoints[0] : null) : null;
        if (given is not null)
        {
            Space.Encode(given, mean);
        }

        for (int i = 0; i < n; i++)
        {
            double range = Space.SearchUpper[i] - Space.SearchLower[i];
            mean[i] = given is null ? (first ? 0.5 : random.NextDouble()) : range > 0 ? (mean[i] - Space.SearchLower[i]) / range : 0.5;
        }

        SetRates();
    }

    private void SetRates()
    {
        mu = size / 2;
        weights = new double[size];
        double positive = 0, squares = 0, negative = 0, negativeSquares = 0;
        for (int i = 0; i < size; i++)
        {
            weights[i] = Math.Log((size + 1) / 2.0) - Math.Log(i + 1);
            if (i < mu)
            {
                positive += weights[i];
                squares += weights[i] * weights[i];
            }
            else
            {
                negative += weights[i];
                negativeSquares += weights[i] * weights[i];
            }
        }

        muEffective = positive * positive / squares;
        double negativeEffective = negative * negative / negativeSquares;
        cSigma = (muEffective + 2) / (n + muEffective + 3);
        dSigma = 1 + (2 * Math.Max(0, Math.Sqrt((muEffective - 1) / (n + 1)) - 1)) + cSigma;
        cC = (4 + (muEffective / n)) / (n + 4 + (2 * muEffective / n));
        c1 = 2 / (((n + 1.3) * (n + 1.3)) + muEffective);
        cMu = Math.Min(1 - c1, 2 * (0.25 + muEffective + (1 / muEffective) - 2) / (((n + 2.0) * (n + 2)) + muEffective));
        double scale = !options.Active || negative == 0 ? 0
            : Math.Min(1 + (c1 / cMu), Math.Min(1 + (2 * negativeEffective / (muEffective + 2)), (1 - c1 - cMu) / (n * cMu)));
        for (int i = 0; i < size; i++)
        {
            weights[i] = i < mu ? weights[i] / positive : negative == 0 ? 0 : scale * weights[i] / Math.Abs(negative);
        }
    }

    private void Update(ReadOnlySpan<int> ranked)
    {
        mean.CopyTo(oldMean, 0);
        Span<double> step = scratch;
        step.Clear();
        for (int i = 0; i < mu; i++)
        {
            ReadOnlySpan<double> y = Current.Strategy(ranked[i]);
            for (int j = 0; j < n; j++)
            {
                step[j] += weights[i] * y[j];
            }
        }

        for (int j = 0; j < n; j++)
        {
            mean[j] += sigma * step[j];
        }

        // C^(−1/2)·step = B·D⁻¹·Bᵀ·step
        Span<double> whitened = scratch2;
        whitened.Clear();
        for (int k = 0; k < n; k++)
        {
            ReadOnlySpan<double> vector = eigen.Vectors.AsSpan(k * n, n);
            double along = DenseMatrix.Dot(vector, step) / Math.Sqrt(Math.Max(eigen.Values[k], 1e-300));
            for (int j = 0; j < n; j++)
            {
                whitened[j] += vector[j] * along;
            }
        }

        double length = 0;
        for (int j = 0; j < n; j++)
        {
            pathSigma[j] = ((1 - cSigma) * pathSigma[j]) + (Math.Sqrt(cSigma * (2 - cSigma) * muEffective) * whitened[j]);
            length += pathSigma[j] * pathSigma[j];
        }

        length = Math.Sqrt(length);
        double expected = Math.Sqrt(n) * (1 - (1 / (4.0 * n)) + (1 / (21.0 * n * n)));
        double unbiased = Math.Sqrt(1 - Math.Pow(1 - cSigma, 2 * (searchGeneration + 1)));
        bool moves = length / unbiased / expected < 1.4 + (2 / (n + 1.0));
        for (int j = 0; j < n; j++)
        {
            pathC[j] = ((1 - cC) * pathC[j]) + (moves ? Math.Sqrt(cC * (2 - cC) * muEffective) * step[j] : 0);
        }

        UpdateCovariance(ranked, moves);
        sigma *= Math.Exp(Math.Min(1, cSigma / dSigma * ((length / expected) - 1)));
        double lag = 1 / (10 * n * (c1 + cMu));
        if (searchGeneration - lastDecomposition >= lag)
        {
            lastDecomposition = searchGeneration;
            Decompose();
        }
    }

    private void UpdateCovariance(ReadOnlySpan<int> ranked, bool moves)
    {
        double sum = 0;
        foreach (double w in weights)
        {
            sum += w;
        }

        double decay = 1 - c1 - (cMu * sum) + (moves ? 0 : c1 * cC * (2 - cC));
        for (int i = 0; i < n; i++)
        {
            Span<double> row = covariance.AsSpan(i * n, i + 1);
            double p = c1 * pathC[i];
            for (int j = 0; j <= i; j++)
            {
                row[j] = (decay * row[j]) + (p * pathC[j]);
            }
        }

        for (int r = 0; r < size; r++)
        {
            double w = weights[r];
            if (w == 0)
            {
                continue;
            }

            ReadOnlySpan<double> y = Current.Strategy(ranked[r]);
            if (w < 0)
            {
                // Bad steps count by direction only, which keeps the matrix positive definite.
                double square = 0;
                for (int k = 0; k < n; k++)
                {
                    double along = DenseMatrix.Dot(eigen.Vectors.AsSpan(k * n, n), y);
                    square += along * along / Math.Max(eigen.Values[k], 1e-300);
                }

                w *= n / Math.Max(square, 1e-300);
            }

            w *= cMu;
            for (int i = 0; i < n; i++)
            {
                Span<double> row = covariance.AsSpan(i * n, i + 1);
                double v = w * y[i];
                for (int j = 0; j <= i; j++)
                {
                    row[j] += v * y[j];
                }
            }
        }
    }

    private void Decompose()
    {
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
            {
                covariance[(j * n) + i] = covariance[(i * n) + j];
            }
        }

        if (!eigen.Decompose(covariance))
        {
            sigma = double.NaN;
            return;
        }

        double least = eigen.Values.Min(), most = eigen.Values.Max();
        if (least < 1e-14 * most)
        {
            double lift = (1e-14 * most) - least;
            for (int i = 0; i < n; i++)
            {
                covariance[(i * n) + i] += lift;
                eigen.Values[i] += lift;
            }
        }
    }

    private string? WhyConverged(bool valid, double best, double worst)
    {
        if (!double.IsFinite(sigma))
        {
            return "The covariance could not be decomposed any more.";
        }

        double most = 0, least = double.PositiveInfinity, spread = 0;
        for (int i = 0; i < n; i++)
        {
            most = Math.Max(most, eigen.Values[i]);
            least = Math.Min(least, eigen.Values[i]);
            spread = Math.Max(spread, sigma * Math.Max(Math.Abs(pathC[i]), Math.Sqrt(covariance[(i * n) + i])));
        }

        if (most > 1e14 * Math.Max(least, 1e-300))
        {
            return "The condition of the covariance exceeds 1e14.";
        }

        if (sigma * Math.Sqrt(most) > 1e4 * startSigma * Math.Max(1, Math.Sqrt(most)))
        {
            return "The step size diverged.";
        }

        if (spread < 1e-12 * startSigma)
        {
            return "The steps fell below 1e-12 of the first.";
        }

        if (valid && searchGeneration >= recent.Length)
        {
            double low = best, high = worst;
            foreach (double value in recent)
            {
                low = Math.Min(low, value);
                high = Math.Max(high, value);
            }

            if (high - low < options.ObjectiveTolerance)
            {
                return $"The objectives of {recent.Length} generations lie within {options.ObjectiveTolerance}.";
            }
        }

        return null;
    }

    private void Restart()
    {
        long spent = Evaluations - searchStart;
        if (restarts > 0)
        {
            largeBudget += isSmall ? 0 : spent;
            smallBudget += isSmall ? spent : 0;
        }

        restarts++;
        isSmall = options.Restarts == CmaEsRestarts.Bipop && restarts > 1 && smallBudget < largeBudget;
        var random = new CounterRandom(Seed, restarts, 1, RandomPurpose.Restart);
        if (isSmall)
        {
            double u = random.NextDouble(), large = (double)baseSize * (1L << largeRestarts);
            Begin((int)(baseSize * Math.Pow(large / baseSize / 2, u * u)), options.InitialStep * Math.Pow(10, -2 * random.NextDouble()), first: false);
            return;
        }

        largeRestarts++;
        Begin((int)Math.Min(RowCount, (long)baseSize << Math.Min(largeRestarts, 30)), options.InitialStep, first: false);
    }
}
