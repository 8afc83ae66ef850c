[assembly: AssemblyFixture(typeof(Trading.Sdk.Persistence.PostgreSql.Tests.PostgreSqlServer))]
