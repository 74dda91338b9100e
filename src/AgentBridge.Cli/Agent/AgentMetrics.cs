using System.Diagnostics.Metrics;

namespace AgentBridge.Cli;

/// <summary>The agent's own instruments, and the text of all of the process's for Prometheus.</summary>
internal sealed class AgentMetrics : IDisposable
{
    /// <summary>The name of the agent's meter.</summary>
    public const string MeterName = "AgentBridge.Agent";

    private readonly Meter _meter = new(MeterName, BridgeVersion.Text);
    private readonly PrometheusText _text;

    /// <summary>Creates the instruments.</summary>
    /// <param name="board">What they show.</param>
    public AgentMetrics(AgentBoard board)
    {
        _text = new PrometheusText(meter => meter.StartsWith("AgentBridge", StringComparison.Ordinal) || string.Equals(meter, "System.Runtime", StringComparison.Ordinal));
        _ = _meter.CreateObservableGauge("agentbridge.agent.pair.up", () => board.Units.Select(u => Of(u, u.IsWell ? 1 : 0)), null, "1 if the pair is decided on every candle, 0 if its cycles fail, its strategy hangs or its loop is silent");
        _ = _meter.CreateObservableGauge("agentbridge.agent.pair.ready", () => board.Units.Select(u => Of(u, u.IsReady ? 1 : 0)), null, "1 once the first cycle of the pair has completed");
    }

    /// <summary>The exposition as of now.</summary>
    public string Text() => _text.Write();

    public void Dispose()
    {
        _text.Dispose();
        _meter.Dispose();
    }

    private static Measurement<double> Of(UnitState unit, double value) => new(value, new("pair", unit.Unit.Pair), new("strategy", unit.Unit.Strategy.Name));
}
