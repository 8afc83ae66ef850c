namespace Trading.Sdk.Spectrum;

/// <summary>One round of K-SVD.</summary>
/// <param name="CodesBefore">Codes under the old dictionary, row-major [atoms × signals].</param>
/// <param name="ErrorBefore">Frobenius norm of the residual under them.</param>
/// <param name="Dictionary">The new dictionary.</param>
/// <param name="Codes">Codes after the update, row-major [atoms × signals].</param>
/// <param name="Error">Frobenius norm of the residual after the update.</param>
public sealed record KsvdRound(double[] CodesBefore, double ErrorBefore, SparseDictionary Dictionary, double[] Codes, double Error);
