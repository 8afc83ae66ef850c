using System.Text.Json.Nodes;
using Trading.Sdk.Spectrum;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Workbench.Golden;

internal static partial class SpectrumGolden
{
    private static void AddSparse(Dictionary<string, GoldenOperation> operations)
    {
        operations["sparse_problem"] = SparseProblem;
        operations["sub_nyquist_dct"] = c =>
        {
            int n = c.Integer("n");
            var dictionary = SparseDictionary.Cosine(n);
            double[] s = BasisPursuit.Solve(dictionary.AtSamples([.. c.Vector("t").Select(v => (int)v)]), c.Vector("y")), x = new double[n];
            dictionary.Synthesize(s, x);
            return new JsonObject { ["s"] = GoldenCase.FromVector(s), ["x"] = GoldenCase.FromVector(x) };
        };
        operations["ksvd_one_iteration"] = c =>
        {
            SparseDictionary start = SparseDictionary.FromColumns(c.Matrix("D0"));
            double[][] y = c.Matrix("Y");
            int m = y.Length, count = y[0].Length, atoms = start.Count;
            var signals = new double[m * count];
            for (int i = 0; i < m; i++)
            {
                for (int s = 0; s < count; s++)
                {
                    signals[(s * m) + i] = y[i][s];
                }
            }

            KsvdRound round = Ksvd.Round(signals, start, c.Integer("sparsity"));
            double[] mod = MethodOfOptimalDirections.Update(signals, m, round.CodesBefore), atom = new double[m];
            var columns = new double[atoms][];
            for (int j = 0; j < atoms; j++)
            {
                round.Dictionary.CopyAtom(j, atom);
                columns[j] = (double[])atom.Clone();
            }

            return new JsonObject
            {
                ["Z_omp"] = GoldenCase.FromMatrix(round.CodesBefore.Chunk(count)),
                ["D1"] = GoldenCase.FromMatrix(Rows(columns)),
                ["Z1"] = GoldenCase.FromMatrix(round.Codes.Chunk(count)),
                ["err0"] = round.ErrorBefore,
                ["err1"] = round.Error,
                ["mod_D_unnormalised"] = GoldenCase.FromMatrix(Rows([.. mod.Chunk(m)])),
            };
        };
        operations["matrix_profile"] = c =>
        {
            MatrixProfile profile = MatrixProfile.Compute(c.Vector("x"), c.Integer("m"));
            return new JsonObject
            {
                ["P"] = GoldenCase.FromVector(profile.Distances),
                ["I"] = OfIntegers(profile.Neighbours),
                ["discord"] = profile.Discord,
                ["motif"] = profile.Motif,
            };
        };
        operations["robust_z"] = c => new JsonObject { ["z"] = GoldenCase.FromVector(RobustScores.Compute(c.Vector("x"))) };
    }

    private static IEnumerable<double[]> Rows(double[][] columns) => Enumerable.Range(0, columns[0].Length).Select(i => columns.Select(column => column[i]).ToArray());

    private static JsonObject SparseProblem(GoldenCase c)
    {
        SparseDictionary dictionary = SparseDictionary.FromColumns(c.Matrix("D"));
        double[] clean = c.Vector("y_clean"), noisy = c.Vector("y_noisy");
        JsonObject p = c.Params;
        double[] Target(string method) => (string?)p[method]?["target"] switch
        {
            "y_clean" => clean,
            "|y_noisy|" => [.. noisy.Select(Math.Abs)],
            _ => noisy,
        };
        JsonObject Coefficients(double[] x) => new() { ["coef"] = GoldenCase.FromVector(x) };
        var result = new JsonObject();
        if (p["omp_k"] is JsonObject ompK)
        {
            int atoms = (int)ompK["atoms"]!;
            var support = new int[atoms];
            double[] values = new double[atoms], norms = new double[atoms], dense = new double[dictionary.Count];
            int used = new OrthogonalMatchingPursuit(dictionary, atoms).Encode(Target("omp_k"), support, values, norms);
            for (int i = 0; i < used; i++)
            {
                dense[support[i]] = values[i];
            }

            result["omp_k"] = new JsonObject
            {
                ["coef"] = GoldenCase.FromVector(dense),
                ["support_order"] = OfIntegers(support[..used]),
                ["residual_norms"] = GoldenCase.FromVector(norms.AsSpan(0, used)),
            };
        }

        if (p["omp_tol"] is JsonObject ompTolerance)
        {
            result["omp_tol"] = Coefficients(new OrthogonalMatchingPursuit(dictionary, Math.Min(dictionary.Count, dictionary.Length), (double)ompTolerance["residual_squared"]!).Encode(Target("omp_tol")));
        }

        if (p["lasso"] is JsonObject lasso)
        {
            var solutions = new JsonObject();
            foreach ((string name, JsonNode? lambda) in lasso["lambda"]!.AsObject())
            {
                solutions[name] = Coefficients(new LassoSolver(dictionary, new LassoOptions { Lambda = (double)lambda!, RelativeGap = 1e-14 }).Solve(Target("lasso")).Coefficients);
            }

            result["lasso"] = solutions;
        }

        if (p["lasso_lars_path"] is not null)
        {
            LarsPath path = LarsPath.Compute(dictionary, Target("lasso_lars_path"));
            result["lasso_lars_path"] = new JsonObject { ["lambdas"] = GoldenCase.FromVector(path.Lambdas), ["coefs"] = GoldenCase.FromMatrix(path.Coefficients) };
        }

        if (p["lar"] is JsonObject lar)
        {
            LarsPath path = LarsPath.Compute(dictionary, Target("lar"), lasso: false, maximumSteps: (int)lar["steps"]!);
            result["lar"] = new JsonObject { ["order"] = OfIntegers(path.Order), ["coefs"] = GoldenCase.FromMatrix(path.Coefficients) };
        }

        foreach ((string name, JsonNode? node) in p.Where(e => e.Key.StartsWith("fista_", StringComparison.Ordinal)).ToArray())
        {
            int iterations = (int)node!["iterations"]!;
            var objectives = new double[iterations];
            new Fista(dictionary, (double)node["lambda"]!).Solve(Target(name), iterations, objectives);
            result[name] = new JsonObject { ["objective_trace_each_20"] = GoldenCase.FromVector([.. objectives.Where((_, i) => i % 20 == 19)]) };
        }

        if (p["elastic_net"] is JsonObject net)
        {
            double alpha = (double)net["alpha"]! * dictionary.Length, ratio = (double)net["l1_ratio"]!;
            result["elastic_net"] = Coefficients(new LassoSolver(dictionary, new LassoOptions { Lambda = alpha * ratio, Ridge = alpha * (1 - ratio), RelativeGap = 1e-14 }).Solve(Target("elastic_net")).Coefficients);
        }

        if (p["basis_pursuit_clean"] is not null)
        {
            result["basis_pursuit_clean"] = Coefficients(BasisPursuit.Solve(dictionary, Target("basis_pursuit_clean")));
        }

        if (p["cosamp_clean"] is JsonObject cosamp)
        {
            result["cosamp_clean"] = Coefficients(CompressiveSamplingPursuit.Solve(dictionary, Target("cosamp_clean"), (int)cosamp["atoms"]!));
        }

        if (p["nnls"] is not null)
        {
            result["nnls"] = Coefficients(NonNegativeLeastSquares.Solve(dictionary, Target("nnls")));
        }

        return result;
    }
}
