using System.Text.Json.Nodes;

namespace Trading.Sdk.Testing;

/// <summary>Computes the <c>outputs</c> object of one golden case.</summary>
/// <param name="golden">The case with its parameters and inputs.</param>
/// <returns>The outputs, in the shapes of the file's README; null where the format says so.</returns>
public delegate JsonNode? GoldenOperation(GoldenCase golden);
