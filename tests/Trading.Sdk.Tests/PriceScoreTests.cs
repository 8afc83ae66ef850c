namespace Trading.Sdk.Tests;

public class PriceScoreTests
{
    [Fact]
    public void TechnicalScore_SteadyRise_IsTheSquareRootOfTheWindow()
    {
        var score = new TechnicalScore(0, window: 4);
        double[] scores = [.. Enumerable.Range(0, 8).Select(i => score.Update(i, [100 * Math.Exp(0.01 * i)]))];
        Assert.All(scores[..4], s => Assert.True(double.IsNaN(s)));
        // Four equal steps: their sum over the root of the sum of their squares is 4 / √4.
        Assert.All(scores[4..], s => Assert.Equal(2, s, 9));
        Assert.True(double.IsNaN(score.Update(9, [double.NaN])));
        Assert.True(double.IsNaN(score.Update(10, [100])));
        score.Reset();
        double[] falls = [.. Enumerable.Range(0, 6).Select(i => score.Update(i, [100 - (double)i]))];
        Assert.True(falls[^1] < -1.9);
    }

    [Fact]
    public void CycleScore_CleanCycle_LeansWhereItGoesNext()
    {
        const int Period = 32, Horizon = 8;
        var score = new CycleScore(0, Horizon, windowRows: 256, refreshRows: 16);
        int right = 0, asked = 0;
        for (int i = 0; i < 600; i++)
        {
            double Price(int k) => 100 * Math.Exp(0.02 * Math.Cos(Math.Tau * k / Period));
            double lean = score.Update(i, [Price(i)]), move = Price(i + Horizon) - Price(i);
            if (i < 255)
            {
                Assert.True(double.IsNaN(lean));
            }
            else if (Math.Abs(move) > 0.2)
            {
                asked++;
                right += Math.Sign(lean) == Math.Sign(move) ? 1 : 0;
            }
        }

        Assert.True(asked > 200);
        Assert.Equal(asked, right);
    }
}
