using AgentBridge.Engine;
using AgentBridge.Extensions;
using AgentBridge.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AgentBridge.Tests.Extensions;

/// <summary>A log that fails costs an entry, never a publication.</summary>
[Trait(Cost.Key, Cost.Slow)]
public sealed class LoggerFaultTests
{
    [Fact]
    public async Task Run_LogProviderThatThrows_DecidesAndPublishes()
    {
        await using var host = new BridgeHost();
        await host.StartExchangeAsync();

        await host.StartAsync(services => services.AddSingleton<ILoggerProvider>(new Broken()));
        await host.WaitAsync(() => host.Services.GetRequiredService<AgentStatuses>().All.All(s => s.Published == 1));

        DecisionJournal.Read(host.PathOf("journals")).Should().ContainSingle();
        host.Services.GetRequiredService<AgentStatuses>().All.Single().Failures.Should().Be(0);
    }

    private sealed class Broken : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => categoryName.StartsWith("AgentBridge", StringComparison.Ordinal) ? new Throwing() : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public void Dispose()
        {
        }

        private sealed class Throwing : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                throw new IOException("the disk of the log is full");
        }
    }
}
