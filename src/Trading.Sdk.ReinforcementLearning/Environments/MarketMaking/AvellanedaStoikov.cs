namespace Trading.Sdk.ReinforcementLearning;

/// <summary>Quotes of Avellaneda and Stoikov (2008), "High-frequency trading in a limit order book", with exponential fill rates.</summary>
/// <param name="RiskAversion">γ, above 0.</param>
/// <param name="Volatility">σ of the middle price per square root of time.</param>
/// <param name="ArrivalDecay">k of the fill rate A·exp(−k·depth), above 0.</param>
public sealed record AvellanedaStoikov(double RiskAversion, double Volatility, double ArrivalDecay)
{
    /// <summary>Price at which the market maker is indifferent: mid − q·γ·σ²·τ.</summary>
    public double ReservationPrice(double mid, double timeLeft, double inventory) => mid - (inventory * RiskAversion * Volatility * Volatility * timeLeft);

    /// <summary>Distance of bid and ask: γσ²τ + (2/γ)·ln(1 + γ/k).</summary>
    public double Spread(double timeLeft) => (RiskAversion * Volatility * Volatility * timeLeft) + (2 / RiskAversion * Math.Log(1 + (RiskAversion / ArrivalDecay)));
}
