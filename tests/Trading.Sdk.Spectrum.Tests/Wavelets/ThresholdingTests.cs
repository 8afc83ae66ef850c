namespace Trading.Sdk.Spectrum.Tests;

[Trait("Category", "InstructionSets")]
public class ThresholdingTests
{
    [Fact]
    public void Soft_AnyLength_EqualsItsDefinitionAndTurnsNotANumberIntoTheSubstitute()
    {
        var noise = new Noise(6);
        for (int n = 0; n < 40; n++)
        {
            double[] values = noise.White(n), target = new double[n];
            if (n > 2)
            {
                (values[n / 2], values[0]) = (double.NaN, 0.7);
            }

            foreach (double substitute in new[] { 0.0, -5 })
            {
                Thresholding.Soft(values, 0.7, target, substitute);
                for (int i = 0; i < n; i++)
                {
                    double expected = Math.Abs(values[i]) >= 0.7 ? Math.Sign(values[i]) * (Math.Abs(values[i]) - 0.7) : substitute;
                    Assert.Equal(expected, target[i], 1e-15);
                }
            }
        }
    }

    [Fact]
    public void Soft_InPlace_GivesTheSame()
    {
        double[] values = new Noise(7).White(1001), target = new double[1001];
        Thresholding.Soft(values, 0.4, target);
        Thresholding.Soft(values, 0.4, values);
        Assert.Equal(target, values);
    }
}
