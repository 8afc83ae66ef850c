namespace Trading.Sdk.GeneticOptimization;

/// <summary>
/// The published test problems: sphere, rosenbrock, rastrigin, ackley, schwefel, griewank, ellipsoid (one objective);
/// zdt1–4, zdt6 (Zitzler, Deb, Thiele 2000), dtlz1, dtlz2, c1dtlz1, c2dtlz2 (Deb et al. 2005; Jain, Deb 2014), bnh (Binh,
/// Korn 1997), osy (Osyczka, Kundu 1995), tnk (Tanaka et al. 1995). Stateless and thread-safe; allocates nothing.
/// </summary>
public sealed class TestProblem : IProblem
{
    private readonly Function function;

    private TestProblem(string name, DecisionSpace space, int objectives, int constraints, Function function)
    {
        Name = name;
        Space = space;
        ObjectiveCount = objectives;
        ConstraintCount = constraints;
        this.function = function;
    }

    private delegate void Function(ReadOnlySpan<double> x, Span<double> f, Span<double> g);

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "sphere", "rosenbrock", "rastrigin", "ackley", "schwefel", "griewank", "ellipsoid",
        "zdt1", "zdt2", "zdt3", "zdt4", "zdt6", "dtlz1", "dtlz2", "c1dtlz1", "c2dtlz2", "bnh", "osy", "tnk",
    ];

    /// <summary>Name.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public DecisionSpace Space { get; }

    /// <inheritdoc/>
    public int ObjectiveCount { get; }

    /// <inheritdoc/>
    public int ConstraintCount { get; }

    /// <summary>Makes a problem.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="dimension">Number of variables; null = the usual one (30 for zdt1–3, 10 for zdt4, zdt6 and single objectives, 7 for dtlz1, 12 for dtlz2). bnh and tnk have 2, osy 6.</param>
    /// <exception cref="ArgumentException">The name is unknown.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The problem does not exist in that dimension.</exception>
    public static TestProblem Create(string name, int? dimension = null) => name switch
    {
        "sphere" => Single(name, dimension, 5.12, SingleObjectiveFunctions.Sphere),
        "rosenbrock" => Single(name, dimension, 2.048, SingleObjectiveFunctions.Rosenbrock),
        "rastrigin" => Single(name, dimension, 5.12, SingleObjectiveFunctions.Rastrigin),
        "ackley" => Single(name, dimension, 32.768, SingleObjectiveFunctions.Ackley),
        "schwefel" => Single(name, dimension, 500, SingleObjectiveFunctions.Schwefel),
        "griewank" => Single(name, dimension, 600, SingleObjectiveFunctions.Griewank),
        "ellipsoid" => Single(name, dimension, 5, SingleObjectiveFunctions.Ellipsoid),
        "zdt1" => new TestProblem(name, Unit(dimension ?? 30, 2), 2, 0, static (x, f, _) => MultiObjectiveFunctions.Zdt1(x, f)),
        "zdt2" => new TestProblem(name, Unit(dimension ?? 30, 2), 2, 0, static (x, f, _) => MultiObjectiveFunctions.Zdt2(x, f)),
        "zdt3" => new TestProblem(name, Unit(dimension ?? 30, 2), 2, 0, static (x, f, _) => MultiObjectiveFunctions.Zdt3(x, f)),
        "zdt4" => new TestProblem(name, Zdt4Space(dimension ?? 10), 2, 0, static (x, f, _) => MultiObjectiveFunctions.Zdt4(x, f)),
        "zdt6" => new TestProblem(name, Unit(dimension ?? 10, 2), 2, 0, static (x, f, _) => MultiObjectiveFunctions.Zdt6(x, f)),
        "dtlz1" => new TestProblem(name, Unit(dimension ?? 7, 3), 3, 0, static (x, f, _) => MultiObjectiveFunctions.Dtlz1(x, f)),
        "dtlz2" => new TestProblem(name, Unit(dimension ?? 12, 3), 3, 0, static (x, f, _) => MultiObjectiveFunctions.Dtlz2(x, f)),
        "c1dtlz1" => new TestProblem(name, Unit(dimension ?? 7, 3), 3, 1, MultiObjectiveFunctions.C1Dtlz1),
        "c2dtlz2" => new TestProblem(name, Unit(dimension ?? 12, 3), 3, 1, MultiObjectiveFunctions.C2Dtlz2),
        "bnh" => new TestProblem(name, Fixed(dimension, [0, 0], [5, 3]), 2, 2, MultiObjectiveFunctions.Bnh),
        "tnk" => new TestProblem(name, Fixed(dimension, [1e-9, 1e-9], [Math.PI, Math.PI]), 2, 2, MultiObjectiveFunctions.Tnk),
        "osy" => new TestProblem(name, Fixed(dimension, [0, 0, 1, 0, 1, 0], [10, 10, 5, 6, 5, 10]), 2, 6, MultiObjectiveFunctions.Osy),
        _ => throw new ArgumentException($"There is no test problem '{name}'; there are {string.Join(", ", Names)}.", nameof(name)),
    };

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<double> x, Span<double> objectives, Span<double> constraints, in EvaluationContext context) => function(x, objectives, constraints);

    /// <summary>Evaluates one point.</summary>
    public void Evaluate(ReadOnlySpan<double> x, Span<double> objectives, Span<double> constraints) => function(x, objectives, constraints);

    /// <summary>Evenly parametrised points of the true front, row-major, or null where it has no closed form (single objectives, osy, tnk, c1dtlz1, c2dtlz2).</summary>
    /// <param name="count">Wanted number of points for two objectives (zdt3 rounds down to a multiple of its 5 pieces), default 100; partitions of the Das–Dennis directions for three, default 12 (91 points) when null.</param>
    public double[]? TrueFront(int? count = null)
    {
        int n = count ?? 100;
        switch (Name)
        {
            case "zdt1" or "zdt4":
                return Curve(n, 0, 1, static x => 1 - Math.Sqrt(x));
            case "zdt2":
                return Curve(n, 0, 1, static x => 1 - (x * x));
            case "zdt6":
                return Curve(n, MultiObjectiveFunctions.Zdt6Least, 1, static x => 1 - (x * x));
            case "zdt3":
                var pieces = new List<double>();
                foreach ((double from, double to) in MultiObjectiveFunctions.Zdt3Pieces)
                {
                    pieces.AddRange(Curve(n / 5, from, to, static x => 1 - Math.Sqrt(x) - (x * Math.Sin(10 * Math.PI * x))));
                }

                return [.. pieces];
            case "bnh":
                var points = new List<double>();
                for (int i = 0; i < n; i++)
                {
                    double x1 = 5.0 * i / (n - 1), x2 = Math.Min(x1, 3);
                    points.Add(4 * ((x1 * x1) + (x2 * x2)));
                    points.Add(((x1 - 5) * (x1 - 5)) + ((x2 - 5) * (x2 - 5)));
                }

                return [.. points];
            case "dtlz1":
                return [.. ReferenceDirections.DasDennis(3, count ?? 12).SelectMany(d => d).Select(v => v / 2)];
            case "dtlz2":
                return [.. ReferenceDirections.DasDennis(3, count ?? 12).SelectMany(d =>
                {
                    double norm = Math.Sqrt(d.Sum(v => v * v));
                    return d.Select(v => v / norm);
                })];
            default:
                return null;
        }
    }

    /// <summary>The usual reference point of the hypervolume, or null for single objectives.</summary>
    public double[]? ReferencePoint() => Name switch
    {
        "zdt1" or "zdt2" or "zdt4" => [1.1, 1.1],
        "zdt3" => [0.937, 1.1773],
        "zdt6" => [1.0719, 1.0133],
        "bnh" => [149.6, 54.6],
        "osy" => [0, 80],
        "tnk" => [1.2, 1.2],
        "dtlz1" or "c1dtlz1" => [0.55, 0.55, 0.55],
        "dtlz2" or "c2dtlz2" => [1.1, 1.1, 1.1],
        _ => null,
    };

    private static double[] Curve(int n, double from, double to, Func<double, double> second)
    {
        double[] points = new double[2 * n];
        for (int i = 0; i < n; i++)
        {
            double x = n == 1 ? from : from + ((to - from) * i / (n - 1));
            points[2 * i] = x;
            points[(2 * i) + 1] = second(x);
        }

        return points;
    }

    private static TestProblem Single(string name, int? dimension, double bound, Func<ReadOnlySpan<double>, double> function)
    {
        int n = dimension ?? 10;
        ArgumentOutOfRangeException.ThrowIfLessThan(n, name == "rosenbrock" ? 2 : 1, nameof(dimension));
        return new TestProblem(name, DecisionSpace.Box(n, -bound, bound), 1, 0, (x, f, _) => f[0] = function(x));
    }

    private static DecisionSpace Unit(int dimension, int least)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, least);
        return DecisionSpace.Box(dimension, 0, 1);
    }

    private static DecisionSpace Zdt4Space(int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 2);
        double[] lower = new double[dimension], upper = new double[dimension];
        Array.Fill(lower, -5);
        Array.Fill(upper, 5);
        lower[0] = 0;
        upper[0] = 1;
        return DecisionSpace.Box(lower, upper);
    }

    private static DecisionSpace Fixed(int? dimension, double[] lower, double[] upper) =>
        dimension is { } n && n != lower.Length ? throw new ArgumentOutOfRangeException(nameof(dimension), n, $"The problem has {lower.Length} variables.") : DecisionSpace.Box(lower, upper);
}
