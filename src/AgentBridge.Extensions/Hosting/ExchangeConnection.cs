using System.Diagnostics.Metrics;
using AgentBridge.Engine;
using AgentBridge.Exchanges;
using AgentBridge.Market;
using Microsoft.Extensions.DependencyInjection;

namespace AgentBridge.Extensions;

/// <summary>The exchange of the settings: one HTTP client and one rate limit for every pair.</summary>
internal sealed class ExchangeConnection : IDisposable
{
    private readonly HttpClient _http = ExchangeHttp.CreateClient();

    public ExchangeConnection(Setup setup, TimeProvider clock, Loggers loggers, IServiceProvider services)
    {
        var client = new BinanceClient(_http, setup.Exchange, clock, loggers.Of<BinanceClient>(), services.GetService<IMeterFactory>());
        Source = new ClockCheckedSource(new CandleWindows(new BinanceCandleSource(client) { MarketStep = setup.Settings.TickSize }, clock), clock);
    }

    /// <summary>Its candles.</summary>
    public ICandleSource Source { get; }

    public void Dispose() => _http.Dispose();
}
