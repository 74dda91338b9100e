using AgentBridge.Engine;
using AgentBridge.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AgentBridge.Extensions;

/// <summary>Loggers that never throw and whose entries show no secret of the settings.</summary>
internal sealed class Loggers(IServiceProvider services, BridgeConfig settings)
{
    private readonly ILoggerFactory _factory = services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;

    /// <summary>The logger of a type.</summary>
    /// <typeparam name="T">The type, whose full name is the category.</typeparam>
    public ILogger Of<T>() => SafeLogger.Of(settings.SecretMask.Wrap(_factory.CreateLogger(typeof(T).FullName!)));
}
