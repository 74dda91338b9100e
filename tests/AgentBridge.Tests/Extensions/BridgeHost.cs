using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using AgentBridge.ExchangeSimulator;
using AgentBridge.Extensions;
using AgentBridge.Market;
using AgentBridge.Tests.Market;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AgentBridge.Tests.Extensions;

/// <summary>A real generic host with AgentBridge in it, on a simulated exchange of its own; what it logs, measures and traces is kept.</summary>
internal sealed class BridgeHost : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly MeterListener _listener = new();
    private ActivityListener? _activities;
    private IHost? _host;
    private bool _isStarted;

    public BridgeHost()
    {
        Settings["REDIS_URL"] = "redis://127.0.0.1:1/0";
        Settings["DEFAULT_SYMBOL"] = "BTC/USDT";
        Settings["TIMEFRAME"] = "5m";
        Settings["MAX_CAPITAL_PCT"] = "0.05";
        Settings["MODEL_NAME"] = "every-candle";
        Settings["TRANSPORT"] = "file";
        Settings["SIGNALS_DIR"] = _folder.PathOf("signals");
        Settings["JOURNAL_DIR"] = _folder.PathOf("journals");

        // The machine may be busy; the agent does not know.
        Settings["STRATEGY_TIMEOUT_MS"] = "60000";
    }

    /// <summary>The section AgentBridge.</summary>
    public Dictionary<string, string?> Settings { get; } = new(StringComparer.Ordinal);

    public ShiftedClock Clock { get; } = ShiftedClock.AfterBoundary();

    public TestLog Log { get; } = new();

    /// <summary>Instrument and tags of every measurement of this host's meters.</summary>
    public ConcurrentQueue<(string Name, double Value, IReadOnlyDictionary<string, object?> Tags)> Measured { get; } = [];

    public ConcurrentQueue<Activity> Activities { get; } = [];

    public bool RunsAgent { get; set; } = true;

    public ExchangeSimulatorHost? Exchange { get; private set; }

    public IServiceProvider Services => _host!.Services;

    public string PathOf(string name) => _folder.PathOf(name);

    /// <summary>Starts a simulated exchange whose newest candle closed at the last boundary.</summary>
    public async Task StartExchangeAsync(params string[] pairs)
    {
        var markets = (pairs.Length > 0 ? pairs : ["BTC/USDT"]).Select((pair, i) => GeneratedCandles.Create(new() { Count = 1_200, Seed = i + 1, Symbol = pair })).ToList();
        Exchange = await ExchangeSimulatorHost.StartAsync(
            new()
            {
                Markets = [.. markets.Select(m => new SimulatedMarket { Candles = m, TickSize = 0.01 })],
                LastClosedOpenMs = markets[0].OpenTimes[1_100],
                CloseAtBoundaryWithin = TimeSpan.Zero,
            },
            Clock.Copy());
        Settings["EXCHANGE_URL"] = Exchange.Url.AbsoluteUri;
    }

    public async Task StartAsync(Action<IServiceCollection>? change = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(Settings.Select(s => KeyValuePair.Create($"AgentBridge:{s.Key}", s.Value)));
        builder.Logging.AddProvider(Log).SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<TimeProvider>(Clock);
        change?.Invoke(builder.Services);
        builder.Services.AddAgentBridge(builder.Configuration.GetSection("AgentBridge"));
        builder.Services.AddAgentBridgeStrategy<EveryCandle, EveryCandleOptions>();
        if (RunsAgent)
        {
            builder.Services.AddAgentBridgeAgent();
        }

        _host = builder.Build();
        Listen(_host.Services.GetRequiredService<IMeterFactory>());
        await _host.StartAsync();
        _isStarted = true;
    }

    /// <summary>The report on one check, by its name.</summary>
    public async Task<HealthReportEntry> CheckAsync(string name)
    {
        var report = await Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => string.Equals(check.Name, name, StringComparison.Ordinal));
        return report.Entries.Should().ContainKey(name).WhoseValue;
    }

    /// <summary>Waits until the check has a status; the machine may be busy.</summary>
    public async Task<HealthReportEntry> WaitForAsync(string name, HealthStatus status)
    {
        var started = Stopwatch.GetTimestamp();
        var entry = await CheckAsync(name);
        while (entry.Status != status && Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(2))
        {
            await Task.Delay(20);
            entry = await CheckAsync(name);
        }

        entry.Status.Should().Be(status, "{0}: {1}; {2}", name, entry.Description, Log.Everything);
        return entry;
    }

    /// <summary>Waits for something that happens soon; the machine may be busy.</summary>
    public async Task WaitAsync(Func<bool> happened)
    {
        for (var started = Stopwatch.GetTimestamp(); !happened(); await Task.Delay(20))
        {
            Stopwatch.GetElapsedTime(started).Should().BeLessThan(TimeSpan.FromMinutes(2), "it happens; the log: {0}", Log.Everything);
        }
    }

    /// <summary>The measurements of an instrument.</summary>
    public IReadOnlyList<(double Value, IReadOnlyDictionary<string, object?> Tags)> Of(string instrument) =>
        [.. Measured.Where(m => string.Equals(m.Name, instrument, StringComparison.Ordinal)).Select(m => (m.Value, m.Tags))];

    /// <summary>The entries of an event.</summary>
    public IReadOnlyList<LogEntry> Logged(int id) => [.. Log.Entries.Where(e => e.Event.Id == id)];

    /// <summary>Reads the gauges.</summary>
    public void Observe() => _listener.RecordObservableInstruments();

    public Task StopAsync() => _host!.StopAsync();

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            if (_isStarted)
            {
                await _host.StopAsync();
            }

            _host.Dispose();
        }

        if (Exchange is not null)
        {
            await Exchange.DisposeAsync();
        }

        _listener.Dispose();
        _activities?.Dispose();
        _folder.Dispose();
    }

    private void Listen(IMeterFactory factory)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, factory) && AgentBridgeTelemetry.Meters.Contains(instrument.Meter.Name, StringComparer.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measured.Enqueue((instrument.Name, value, Dictionary(tags))));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measured.Enqueue((instrument.Name, value, Dictionary(tags))));
        _listener.Start();
        _activities = new ActivityListener
        {
            ShouldListenTo = source => AgentBridgeTelemetry.ActivitySources.Contains(source.Name, StringComparer.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = Activities.Enqueue,
        };
        ActivitySource.AddActivityListener(_activities);
    }

    private static Dictionary<string, object?> Dictionary(ReadOnlySpan<KeyValuePair<string, object?>> tags) => new(tags.ToArray(), StringComparer.Ordinal);
}
