using System.Diagnostics.CodeAnalysis;
using AgentBridge.Engine;
using AgentBridge.Exchanges;
using AgentBridge.Extensions;
using AgentBridge.Market;
using AgentBridge.Risk;
using AgentBridge.Schema;
using AgentBridge.Signals;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>AgentBridge as services of a .NET host.</summary>
public static class AgentBridgeServices
{
    /// <summary>The tag of all its health checks.</summary>
    public const string HealthTag = "agentbridge";

    /// <summary>
    /// Registers what decides and publishes: the settings (checked when the host starts), strategies, risk gate, channel, exchange, journals and
    /// health checks. Nothing runs by itself until <see cref="AddAgentBridgeAgent"/> is called. A service that is registered before is kept: a
    /// <see cref="TimeProvider"/>, an <see cref="ICandleSource"/>, an <see cref="ISignalPublisher"/> or an <see cref="ISignalSource"/> of your own.
    /// </summary>
    /// <param name="services">The host's registrations.</param>
    /// <param name="configuration">
    /// The settings under the names that they have in <c>.env</c>, the case of letters aside. In a section of their own an unknown key is an error;
    /// at the root, where the environment's variables are too, only a near-miss is reported.
    /// </param>
    public static IServiceCollection AddAgentBridge(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        if (services.Any(service => service.ServiceType == typeof(SettingsReader)))
        {
            throw new InvalidOperationException("AddAgentBridge was called before on these services; call it once.");
        }

        _ = services.AddOptions<Setup>().ValidateOnStart();
        services.AddSingleton<IOptionsFactory<Setup>>(provider => provider.GetRequiredService<SettingsReader>());
        services.AddSingleton(provider => new SettingsReader(configuration, provider));
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<Setup>>().Value);
        services.AddSingleton(provider => provider.GetRequiredService<Setup>().Settings);
        services.AddSingleton(provider => provider.GetRequiredService<SettingsReader>().Catalog);
        services.AddSingleton(provider => provider.GetRequiredService<Setup>().Strategy);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Loggers>();
        services.TryAddSingleton(provider => provider.GetRequiredService<BridgeConfig>().RiskOptions);
        services.TryAddSingleton(provider => new RiskGate(provider.GetRequiredService<TimeProvider>(), RiskRules.Standard));
        services.TryAddSingleton(SignalChannel.Of);
        services.TryAddSingleton<ISignalPublisher>(provider => provider.GetRequiredService<SignalChannel>());
        services.TryAddSingleton<ISignalSource>(provider => provider.GetRequiredService<SignalChannel>());
        services.TryAddSingleton<ExchangeConnection>();
        services.TryAddSingleton<ICandleSource>(provider => provider.GetRequiredService<ExchangeConnection>().Source);
        services.TryAddSingleton<Journals>();
        services.TryAddSingleton(provider => provider.GetRequiredService<Journals>().Decisions);
        services.TryAddSingleton(provider => provider.GetRequiredService<Journals>().Log);
        services.TryAddSingleton<CycleFactory>();
        services.TryAddSingleton<AgentStatuses>();
        _ = services.AddHealthChecks()
            .Add(Check<ChannelHealth>("agentbridge-channel"))
            .Add(Check<ExchangeHealth>("agentbridge-exchange"))
            .Add(Check<JournalHealth>("agentbridge-journal"));
        return services;
    }

    /// <summary>
    /// Registers the agent as a hosted service: one loop per pair of PAIRS (DEFAULT_SYMBOL where it is empty), each of which decides every closed
    /// candle and publishes what the gate approves, until the host stops. Call <see cref="AddAgentBridge"/> as well.
    /// </summary>
    /// <param name="services">The host's registrations.</param>
    public static IServiceCollection AddAgentBridgeAgent(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AgentService>());
        _ = services.AddHealthChecks()
            .Add(Check<AgentHealth>("agentbridge-agent"))
            .Add(Check<StrategyHealth>("agentbridge-strategy"));
        return services;
    }

    /// <summary>Registers a strategy of the program's own, which MODEL_NAME may then name.</summary>
    /// <typeparam name="TStrategy">The class that implements the contract.</typeparam>
    /// <typeparam name="TOptions">The record of its options; <c>new()</c> has their defaults.</typeparam>
    /// <param name="services">The host's registrations.</param>
    /// <exception cref="StrategyException">The strategy's name or options break the contract.</exception>
    public static IServiceCollection AddAgentBridgeStrategy<TStrategy, [DynamicallyAccessedMembers(OptionMembers.Needed)] TOptions>(this IServiceCollection services)
        where TStrategy : IStrategy<TOptions>
        where TOptions : class, new() => services.AddSingleton(StrategyDescriptor.Of<TStrategy, TOptions>());

    private static HealthCheckRegistration Check<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(string name)
        where T : class, IHealthCheck => new(name, provider => ActivatorUtilities.GetServiceOrCreateInstance<T>(provider), HealthStatus.Unhealthy, [HealthTag], timeout: null);
}
