global using Trading.Sdk.Tests;
