namespace Trading.Sdk.Statistics;

/// <summary>
/// The R of a QR factorisation of [X | y], built block by block with Householder reflections: numerically as good as a QR of the
/// whole matrix, never squares the condition number, and needs memory for one block only.
/// </summary>
/// <remarks>Source: G. Golub, C. Van Loan, Matrix Computations (4th ed.), 5.2 and 6.5 (adding rows); J. Demmel et al. (2012), sequential TSQR.</remarks>
internal sealed unsafe class TriangularFactor
{
    // Below this share of its column's length a pivot is rounding noise: the column depends on those before it.
    private const double DependenceLimit = 1e-13;

    private readonly int width;
    private readonly double[] r; // row-major, size × width
    private readonly double[] outside; // per right-hand side: sum of squares orthogonal to all columns of X

    /// <param name="size">Number of columns of X.</param>
    /// <param name="rightHandSides">Number of columns after them that are only rotated along.</param>
    public TriangularFactor(int size, int rightHandSides = 1)
    {
        Size = size;
        width = size + rightHandSides;
        r = new double[size * width];
        outside = new double[rightHandSides];
    }

    public int Size { get; }

    public double this[int row, int column] => r[row * width + column];

    /// <summary>(Qᵀy) of a right-hand side.</summary>
    public double Rotated(int row, int rightHandSide = 0) => r[row * width + Size + rightHandSide];

    /// <summary>The residual sum of squares of a right-hand side on all columns.</summary>
    public double ResidualSumOfSquares(int rightHandSide = 0) => outside[rightHandSide];

    /// <summary>Takes in the rows of a block (which is overwritten): first the columns of X, then the right-hand sides.</summary>
    public void Add(ColumnBlock block)
    {
        int n = block.Padded;
        for (int j = 0; j < Size; j++)
        {
            double* v = block.Column(j);
            double below = ColumnBlock.Dot(v, v, n);
            if (below == 0)
            {
                continue;
            }

            double alpha = r[j * width + j];
            double norm = Math.Sqrt(alpha * alpha + below);
            double beta = alpha >= 0 ? -norm : norm;
            double first = alpha - beta;
            double tau = -first / beta;
            r[j * width + j] = beta;
            for (int c = j + 1; c < width; c++)
            {
                double* column = block.Column(c);
                double s = tau * (r[j * width + c] + ColumnBlock.Dot(v, column, n) / first);
                r[j * width + c] -= s;
                ColumnBlock.AddScaled(-s / first, v, column, n);
            }
        }

        for (int c = Size; c < width; c++)
        {
            double* column = block.Column(c);
            outside[c - Size] += ColumnBlock.Dot(column, column, n);
        }
    }

    /// <summary>Takes in the observations behind another factor of the same shape: its R is as good as they are.</summary>
    public void Join(TriangularFactor other)
    {
        var block = new ColumnBlock(width);
        for (int first = 0; first < Size; first += ColumnBlock.Rows)
        {
            block.Begin(Math.Min(ColumnBlock.Rows, Size - first));
            for (int c = 0; c < width; c++)
            {
                double* column = block.Column(c);
                for (int row = 0; row < block.Count; row++)
                {
                    column[row] = other[first + row, c];
                }
            }

            Add(block);
        }

        for (int i = 0; i < outside.Length; i++)
        {
            outside[i] += other.outside[i];
        }
    }

    /// <summary>The first column that is a linear combination of the columns before it, or −1.</summary>
    public int FirstDependentColumn()
    {
        for (int j = 0; j < Size; j++)
        {
            double length = 0;
            for (int i = 0; i <= j; i++)
            {
                length += this[i, j] * this[i, j];
            }

            if (!(Math.Abs(this[j, j]) > DependenceLimit * Math.Sqrt(length)))
            {
                return j;
            }
        }

        return -1;
    }

    /// <summary>Solves R·b = Qᵀy.</summary>
    public double[] Solve(int rightHandSide = 0)
    {
        double[] b = new double[Size];
        for (int i = Size - 1; i >= 0; i--)
        {
            double sum = Rotated(i, rightHandSide);
            for (int j = i + 1; j < Size; j++)
            {
                sum -= this[i, j] * b[j];
            }

            b[i] = sum / this[i, i];
        }

        return b;
    }

    /// <summary>(XᵀX)⁻¹ = R⁻¹R⁻ᵀ, row-major.</summary>
    public double[] InverseGram()
    {
        int k = Size;
        double[] inverse = new double[k * k];
        for (int j = 0; j < k; j++)
        {
            inverse[j * k + j] = 1 / this[j, j];
            for (int i = j - 1; i >= 0; i--)
            {
                double sum = 0;
                for (int l = i + 1; l <= j; l++)
                {
                    sum -= this[i, l] * inverse[l * k + j];
                }

                inverse[i * k + j] = sum / this[i, i];
            }
        }

        double[] gram = new double[k * k];
        for (int i = 0; i < k; i++)
        {
            for (int j = i; j < k; j++)
            {
                double sum = 0;
                for (int l = j; l < k; l++)
                {
                    sum += inverse[i * k + l] * inverse[j * k + l];
                }

                gram[i * k + j] = gram[j * k + i] = sum;
            }
        }

        return gram;
    }

    /// <summary>Replaces the rows of X in a block by z = R⁻ᵀx, whose squared length is the row's leverage.</summary>
    public void Whiten(ColumnBlock block)
    {
        for (int j = 0; j < Size; j++)
        {
            double* column = block.Column(j);
            for (int i = 0; i < j; i++)
            {
                ColumnBlock.AddScaled(-this[i, j], block.Column(i), column, block.Padded);
            }

            double scale = 1 / this[j, j];
            for (int row = 0; row < block.Padded; row++)
            {
                column[row] *= scale;
            }
        }
    }
}
