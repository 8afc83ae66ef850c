namespace Trading.Sdk.GeneticOptimization;

/// <summary>Moves a point into a set that operators leave, such as weights that sum to one.</summary>
public interface IRepair
{
    /// <summary>Repairs the point in place. Must be a pure function of the point; it runs once on every new candidate, before the grids and bounds of the variables are applied again.</summary>
    /// <param name="x">Values in natural units.</param>
    void Repair(Span<double> x);
}
