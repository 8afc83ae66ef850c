namespace Trading.Sdk.ReinforcementLearning;

/// <summary>One agent of an <see cref="IMultiAgentEnvironment"/>.</summary>
/// <param name="Name">Its name; different from those of the others.</param>
/// <param name="Role">What it is there for.</param>
/// <param name="ObservationSize">Numbers it observes.</param>
/// <param name="ActionSpace">The shape of its actions.</param>
public sealed record AgentSpecification(string Name, AgentRole Role, int ObservationSize, ActionSpace ActionSpace);
