namespace Trading.Sdk.PatternIndex;

/// <summary>What was published about a company by some time.</summary>
/// <param name="QuarterlyEarningsGrowth">Growth of earnings per share of the last reported quarter against the same quarter a year before, as a fraction; null when unknown.</param>
/// <param name="AnnualEarningsGrowth">Mean annual growth of earnings per share over the last three reported years, as a fraction; null when unknown.</param>
/// <param name="InstitutionalOwnershipChange">Change of the number of institutional holders against the quarter before, as a fraction; null when unknown.</param>
public sealed record CanslimFundamentals(double? QuarterlyEarningsGrowth, double? AnnualEarningsGrowth, double? InstitutionalOwnershipChange);
