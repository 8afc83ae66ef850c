using Microsoft.Extensions.Options;

namespace Trading.Sdk;

/// <summary>Checks <see cref="TradingSdkOptions"/> without reflection.</summary>
[OptionsValidator]
internal sealed partial class TradingSdkOptionsValidator : IValidateOptions<TradingSdkOptions>;
