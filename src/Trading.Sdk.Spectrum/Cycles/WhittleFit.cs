namespace Trading.Sdk.Spectrum;

/// <summary>
/// First-order autoregressive noise under white noise of known variance, S(f) = W + q/(1 − 2ρ·cos 2πf + ρ²), fitted to a periodogram by
/// Whittle's likelihood Σ ln S + I/S (Whittle 1953).
/// </summary>
/// <remarks>
/// Moments would do with one division, but where the white part is large 1 − ρ is a small difference of two noisy numbers; the likelihood
/// takes ρ from the low frequencies, where the autoregression stands out.
/// </remarks>
internal static class WhittleFit
{
    private const double Golden = 0.6180339887498949;

    /// <summary>Fits ρ in ±0.9999 and q.</summary>
    /// <param name="periodogram">I, whose mean over all frequencies is the variance.</param>
    /// <param name="cosines">cos 2πf at each value.</param>
    /// <param name="white">W, above 0.</param>
    public static (double Rho, double Innovation) Fit(ReadOnlySpan<double> periodogram, ReadOnlySpan<double> cosines, double white)
    {
        // Even steps in atanh ρ: the memory 1/(1 − ρ) doubles from one to the next.
        double best = 0, least = double.PositiveInfinity;
        for (double u = -1.5; u <= 4.6; u += 0.35)
        {
            double value = Minus(periodogram, cosines, white, Math.Tanh(u), out _);
            if (value < least)
            {
                (best, least) = (u, value);
            }
        }

        double low = best - 0.35, high = Math.Min(best + 0.35, 4.95);
        double left = high - (Golden * (high - low)), right = low + (Golden * (high - low));
        double fLeft = Minus(periodogram, cosines, white, Math.Tanh(left), out _), fRight = Minus(periodogram, cosines, white, Math.Tanh(right), out _);
        while (high - low > 1e-3)
        {
            if (fLeft < fRight)
            {
                (high, right, fRight) = (right, left, fLeft);
                left = high - (Golden * (high - low));
                fLeft = Minus(periodogram, cosines, white, Math.Tanh(left), out _);
            }
            else
            {
                (low, left, fLeft) = (left, right, fRight);
                right = low + (Golden * (high - low));
                fRight = Minus(periodogram, cosines, white, Math.Tanh(right), out _);
            }
        }

        double rho = Math.Tanh(0.5 * (low + high));
        Minus(periodogram, cosines, white, rho, out double innovation);
        return (rho, innovation);
    }

    // Minus the log-likelihood at the best q, which Fisher's scoring finds in a few steps.
    private static double Minus(ReadOnlySpan<double> periodogram, ReadOnlySpan<double> cosines, double white, double rho, out double innovation)
    {
        double q = white * (1 - (rho * rho)), square = 1 + (rho * rho), twice = 2 * rho;
        for (int step = 0; step < 8; step++)
        {
            double numerator = 0, denominator = 0;
            for (int k = 0; k < periodogram.Length; k++)
            {
                // g/S = 1/(W/g + q) with 1/g = 1 − 2ρ·cos + ρ².
                double inverse = square - (twice * cosines[k]), ratio = 1 / ((white * inverse) + q);
                numerator += ratio * ratio * inverse * (periodogram[k] - white);
                denominator += ratio * ratio;
            }

            double next = Math.Max(numerator / denominator, 1e-6 * white * (1 - (rho * rho)));
            bool settled = Math.Abs(next - q) < 1e-6 * q;
            q = next;
            if (settled)
            {
                break;
            }
        }

        double sum = 0;
        for (int k = 0; k < periodogram.Length; k++)
        {
            double s = white + (q / (square - (twice * cosines[k])));
            sum += Math.Log(s) + (periodogram[k] / s);
        }

        innovation = q;
        return sum;
    }
}
