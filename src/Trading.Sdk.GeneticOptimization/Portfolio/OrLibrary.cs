using System.Globalization;

namespace Trading.Sdk.GeneticOptimization;

/// <summary>Reads the portfolio sets of the OR-Library (Chang, Meade, Beasley, Sharaiha 2000): the number of assets, then mean and standard deviation of each, then i, j and their correlation for i ≤ j, i and j counted from 1.</summary>
public static class OrLibrary
{
    /// <summary>Reads estimates.</summary>
    /// <param name="reader">The file's text.</param>
    /// <param name="name">Name of the file for messages.</param>
    /// <exception cref="PortfolioDataException">The text does not have the format; the message names the file, the line and what was expected.</exception>
    public static PortfolioEstimates Read(TextReader reader, string name = "file")
    {
        ArgumentNullException.ThrowIfNull(reader);
        int line = 0;
        double[] Next(int count, string what)
        {
            while (reader.ReadLine() is { } text)
            {
                line++;
                string[] parts = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
                if (parts.Length == 0)
                {
                    continue;
                }

                double[] numbers = new double[count];
                if (parts.Length != count)
                {
                    throw new PortfolioDataException($"{name}, line {line}: expected {what}, found '{Short(text)}'.");
                }

                for (int i = 0; i < count; i++)
                {
                    if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !double.IsFinite(numbers[i]))
                    {
                        throw new PortfolioDataException($"{name}, line {line}: expected {what}, found '{Short(text)}'.");
                    }
                }

                return numbers;
            }

            throw new PortfolioDataException($"{name}, line {line}: the file ends where {what} should stand.");
        }

        double declared = Next(1, "the number of assets")[0];
        if (declared != Math.Floor(declared) || declared < 1 || declared > 10_000)
        {
            throw new PortfolioDataException($"{name}, line {line}: expected between 1 and 10000 assets, found {declared}.");
        }

        int n = (int)declared;
        var means = new List<double>();
        var deviations = new List<double>();
        for (int i = 0; i < n; i++)
        {
            double[] row = Next(2, "mean and standard deviation");
            means.Add(row[0]);
            deviations.Add(row[1]);
        }

        double[] covariance = new double[n * n];
        bool[] seen = new bool[n * n];
        for (int k = 0; k < n * (n + 1) / 2; k++)
        {
            double[] row = Next(3, "i, j and a correlation");
            if (row[0] != Math.Floor(row[0]) || row[1] != Math.Floor(row[1]) || row[0] < 1 || row[1] < 1 || row[0] > n || row[1] > n || row[2] < -1.000001 || row[2] > 1.000001)
            {
                throw new PortfolioDataException($"{name}, line {line}: expected asset numbers 1 … {n} and a correlation in [−1, 1].");
            }

            int i = (int)row[0] - 1, j = (int)row[1] - 1;
            if (seen[(i * n) + j])
            {
                throw new PortfolioDataException($"{name}, line {line}: the correlation of {i + 1} and {j + 1} appears twice.");
            }

            seen[(i * n) + j] = seen[(j * n) + i] = true;
            covariance[(i * n) + j] = covariance[(j * n) + i] = row[2] * deviations[i] * deviations[j];
        }

        return new PortfolioEstimates(means.ToArray(), covariance);
    }

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
