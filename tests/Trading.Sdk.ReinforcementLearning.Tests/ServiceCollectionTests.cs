using Microsoft.Extensions.DependencyInjection;

namespace Trading.Sdk.ReinforcementLearning.Tests;

public sealed class ServiceCollectionTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("services").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void AddTradingReinforcementLearning_PolicyFile_GivesEachUserAPolicyOfItsOwn()
    {
        string path = Path.Combine(folder, "policy.safetensors");
        var schema = new ObservationSchema("position", "speed", "angle", "turn");
        using (var trainer = new PpoTrainer(new VectorEnvironment(2, _ => new CartPole()), new PpoOptions { TotalSteps = 256, Features = schema }))
        {
            trainer.Train();
            trainer.CreatePolicy().Save(path);
        }

        ServiceCollection services = new();
        services.AddTradingReinforcementLearning(o =>
        {
            o.Path = path;
            o.Features = schema;
        });
        ServiceDescriptor descriptor = services.Single();
        Assert.Equal((typeof(PpoPolicy), ServiceLifetime.Transient), (descriptor.ServiceType, descriptor.Lifetime));
        var first = (PpoPolicy)descriptor.ImplementationFactory!(new NoServices());
        Assert.NotSame(first, descriptor.ImplementationFactory(new NoServices()));
        var action = new float[1];
        first.Decide([0, 0, 0, 0], action);
        Assert.InRange(action[0], 0, 1);

        ServiceCollection other = new();
        other.AddTradingReinforcementLearning(o =>
        {
            o.Path = path;
            o.Features = new ObservationSchema("a", "b", "c", "d");
        });
        Assert.Throws<PolicyMismatchException>(() => other.Single().ImplementationFactory!(new NoServices()));
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddTradingReinforcementLearning(_ => { }));
    }

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
