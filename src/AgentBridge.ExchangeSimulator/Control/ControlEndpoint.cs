using System.Text.Json;
using AgentBridge.Schema;

namespace AgentBridge.ExchangeSimulator;

/// <summary><c>/control</c>: <see cref="SimulatorControl"/> over HTTP.</summary>
internal sealed class ControlEndpoint
{
    private readonly SimulatorControl _control;
    private readonly Dictionary<string, Action<ControlBody, Utf8JsonWriter>> _calls;

    public ControlEndpoint(SimulatorControl control)
    {
        _control = control;
        _calls = new(StringComparer.Ordinal)
        {
            ["GET status"] = (_, writer) => JsonSerializer.Serialize(writer, StatusDocument.Of(control), ControlJson.Default.StatusDocument),
            ["GET requests"] = (_, writer) => JsonSerializer.Serialize(writer, RequestsDocument.Of(control), ControlJson.Default.RequestsDocument),
            ["POST price"] = Price,
            ["POST start"] = Start,
            ["POST stop"] = Stop,
            ["POST speed"] = Speed,
            ["POST faults"] = Fault,
            ["DELETE faults"] = (_, writer) => Done(writer, control.ClearFaults),
            ["DELETE requests"] = (_, writer) => Done(writer, control.ClearRequests),
            ["POST sockets/cut"] = Cut,
        };
    }

    /// <summary>The handler for a method and a path below <c>/control/</c>; null if there is none.</summary>
    public Action<ControlBody, Utf8JsonWriter>? Find(string method, string path) => _calls.GetValueOrDefault($"{method} {path}");

    private static void Done(Utf8JsonWriter writer, Action action)
    {
        action();
        JsonSerializer.Serialize(writer, new DoneDocument(Ok: true), ControlJson.Default.DoneDocument);
    }

    private void Price(ControlBody body, Utf8JsonWriter writer)
    {
        var symbol = body.Text("symbol") ?? throw new ControlException("symbol is missing");
        var price = body.Number("price") ?? throw new ControlException("price is missing");
        body.RequireAllRead();
        Done(writer, () => _control.SetPrice(symbol, price));
    }

    private void Start(ControlBody body, Utf8JsonWriter writer)
    {
        var symbol = body.Text("symbol");
        body.RequireAllRead();
        Done(writer, () => _control.StartPriceClock(symbol));
    }

    private void Stop(ControlBody body, Utf8JsonWriter writer)
    {
        var symbol = body.Text("symbol");
        body.RequireAllRead();
        Done(writer, () => _control.StopPriceClock(symbol));
    }

    private void Speed(ControlBody body, Utf8JsonWriter writer)
    {
        var speed = body.Number("speed") ?? throw new ControlException("speed is missing");
        body.RequireAllRead();
        Done(writer, () => _control.Speed = speed);
    }

    private void Fault(ControlBody body, Utf8JsonWriter writer)
    {
        var standard = new SimulatedFault { Kind = SimulatedFaultKind.Unspecified };
        var fault = new SimulatedFault
        {
            Kind = Kind(body.Text("kind") ?? string.Empty),
            Count = body.Integer("count"),
            PathPrefix = body.Text("path") ?? standard.PathPrefix,
            Status = body.Integer("status") ?? standard.Status,
            RetryAfterSec = body.Integer("retry_after_sec"),
            Delay = body.Integer("delay_ms") is { } delay ? TimeSpan.FromMilliseconds(delay) : standard.Delay,
        };
        body.RequireAllRead();
        try
        {
            Done(writer, () => _control.AddFault(fault));
        }
        catch (OptionsException exception)
        {
            // As they are called in the request.
            throw new ControlException(exception.Problems[0].Line(name => name switch { "path_prefix" => "path", "delay" => "delay_ms in seconds", _ => name }));
        }
    }

    private static SimulatedFaultKind Kind(string text)
    {
        var kind = SimulatedFault.Model.Of(nameof(SimulatedFault.Kind));
        return kind.TryRead(text, out var value, out var detail) ? (SimulatedFaultKind)value! : throw new ControlException(kind.ErrorOf("kind", text, detail));
    }

    private void Cut(ControlBody body, Utf8JsonWriter writer)
    {
        body.RequireAllRead();
        JsonSerializer.Serialize(writer, new CutDocument(_control.CutSockets()), ControlJson.Default.CutDocument);
    }
}
