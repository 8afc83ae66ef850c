namespace Trading.Sdk.ReinforcementLearning.Tests;

public class PpoLossTests
{
    // old value 1, clip range 0.2: the prediction 2 is clipped to 1.2, the prediction 1.1 is not.
    [Theory]
    [InlineData(ValueClipStyle.None, 2f, 3f, 0.5, -1)]
    [InlineData(ValueClipStyle.Prediction, 2f, 3f, 1.62, 0)]
    [InlineData(ValueClipStyle.Maximum, 2f, 3f, 1.62, 0)]
    [InlineData(ValueClipStyle.None, 2f, 1f, 0.5, 1)]
    [InlineData(ValueClipStyle.Prediction, 2f, 1f, 0.02, 0)]
    [InlineData(ValueClipStyle.Maximum, 2f, 1f, 0.5, 1)]
    [InlineData(ValueClipStyle.None, 1.1f, 3f, 1.805, -1.9)]
    [InlineData(ValueClipStyle.Prediction, 1.1f, 3f, 1.805, -1.9)]
    [InlineData(ValueClipStyle.Maximum, 1.1f, 3f, 1.805, -1.9)]
    public void ValueClipStyle_KnownNumbers_GivesLossAndGradient(ValueClipStyle style, float value, float target, double loss, double gradient)
    {
        (PpoLossResult result, float actual) = Evaluate(style, value, target);
        Assert.Equal(loss, result.ValueLoss, 6);
        Assert.Equal(gradient, actual, 6);
    }

    [Theory]
    [InlineData(ValueClipStyle.None)]
    [InlineData(ValueClipStyle.Prediction)]
    [InlineData(ValueClipStyle.Maximum)]
    public void ValueGradient_AcrossPredictions_IsTheSlopeOfTheLoss(ValueClipStyle style)
    {
        for (float value = 0.025f; value < 3; value += 0.07f)
        {
            const float H = 1e-3f;
            double slope = (Evaluate(style, value + H, 1.9f).Result.ValueLoss - Evaluate(style, value - H, 1.9f).Result.ValueLoss) / (2 * (double)H);
            Assert.InRange(Evaluate(style, value, 1.9f).Gradient - slope, -2e-3, 2e-3);
        }
    }

    private static (PpoLossResult Result, float Gradient) Evaluate(ValueClipStyle style, float value, float target)
    {
        var loss = new PpoLoss(ActionSpace.Discrete(2)) { ValueClipStyle = style, ValueClip = 0.2, ValueCoefficient = 1, NormalizeAdvantage = false };
        var valueGradient = new float[1];
        PpoLossResult result = loss.Evaluate(
            new PpoBatch
            {
                Parameters = [0, 0], ParameterStride = 2, Actions = [1], OldLogProbabilities = [-0.7f], Advantages = [1], Values = [value], OldValues = [1], Returns = [target],
            },
            new float[2],
            [],
            valueGradient);
        return (result, valueGradient[0]);
    }
}
