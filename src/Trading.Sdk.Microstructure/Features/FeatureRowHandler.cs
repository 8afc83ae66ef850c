namespace Trading.Sdk.Microstructure;

/// <summary>Takes a row of features.</summary>
/// <param name="row">The row; copy what must outlive the call.</param>
public delegate void FeatureRowHandler(FeatureRow row);
