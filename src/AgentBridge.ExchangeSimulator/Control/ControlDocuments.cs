using System.Text.Json.Serialization;

namespace AgentBridge.ExchangeSimulator;

/// <summary>The state of the exchange.</summary>
/// <param name="Origin">The boundary that everything is counted from, in Unix milliseconds.</param>
/// <param name="ShiftMs">From a recorded time to the one it is shown at, in milliseconds.</param>
/// <param name="Speed">How many times faster than recorded the price moves.</param>
/// <param name="Sockets">Open streams.</param>
/// <param name="Markets">Every market.</param>
/// <param name="Faults">Faults that wait for their requests, in their order.</param>
/// <param name="Requests">Requests by path, in the order of the paths.</param>
internal sealed record StatusDocument(
    long Origin,
    long ShiftMs,
    double Speed,
    int Sockets,
    IReadOnlyList<MarketDocument> Markets,
    IReadOnlyList<FaultDocument> Faults,
    IReadOnlyDictionary<string, int> Requests)
{
    public static StatusDocument Of(SimulatorControl control) => new(
        control.Origin.ToUnixTimeMilliseconds(),
        (long)control.Shift.TotalMilliseconds,
        control.Speed,
        control.OpenSockets,
        [.. control.GetMarkets().Select(m => new MarketDocument(m.Pair, m.Symbol, m.Price, m.Ask, m.IsPlaying, m.IsFinished, m.PlayedCandles, m.CandlesToPlay))],
        [.. control.Faults.Select(FaultDocument.Of)],
        RequestsDocument.CountsOf(control));
}

/// <summary>A market.</summary>
/// <param name="Pair">The pair, such as <c>BTC/USDT</c>.</param>
/// <param name="Symbol">Its name on the exchange.</param>
/// <param name="Price">The last price.</param>
/// <param name="Ask">The best offer.</param>
/// <param name="Playing">Whether the price moves.</param>
/// <param name="Finished">Whether every candle was played.</param>
/// <param name="Played">Candles played, with the part of the running one.</param>
/// <param name="ToPlay">Candles that the recording has.</param>
internal sealed record MarketDocument(string Pair, string Symbol, double Price, double Ask, bool Playing, bool Finished, double Played, int ToPlay);

/// <summary>A fault that waits.</summary>
/// <param name="Kind">drop, delay or status.</param>
/// <param name="Path">The start of the paths that it befalls.</param>
/// <param name="Count">How many requests it befalls; <see langword="null"/> for all.</param>
internal sealed record FaultDocument(string Kind, string Path, int? Count)
{
    public static FaultDocument Of(SimulatedFault fault) => new(
        fault.Kind switch { SimulatedFaultKind.Drop => "drop", SimulatedFaultKind.Delay => "delay", _ => "status" }, fault.PathPrefix, fault.Count);
}

/// <summary>The requests so far.</summary>
/// <param name="Requests">How many, by path, in the order of the paths.</param>
/// <param name="Newest">The newest ones, oldest first.</param>
internal sealed record RequestsDocument(IReadOnlyDictionary<string, int> Requests, IReadOnlyList<RequestDocument> Newest)
{
    public static RequestsDocument Of(SimulatorControl control) =>
        new(CountsOf(control), [.. control.Requests.Select(r => new RequestDocument(r.At.ToUnixTimeMilliseconds(), r.Path, r.Query))]);

    public static IReadOnlyDictionary<string, int> CountsOf(SimulatorControl control)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (path, count) in control.RequestCounts)
        {
            counts.Add(path, count);
        }

        return counts;
    }
}

/// <summary>A request.</summary>
/// <param name="At">When, in Unix milliseconds.</param>
/// <param name="Path">As sent, without the query.</param>
/// <param name="Query">Its query, with the question mark; empty without one.</param>
internal sealed record RequestDocument(long At, string Path, string Query);

/// <summary>It was done.</summary>
/// <param name="Ok">Always true; what could not be done is an <see cref="ControlErrorDocument"/>.</param>
internal sealed record DoneDocument(bool Ok);

/// <summary>Streams were cut.</summary>
/// <param name="Cut">How many.</param>
internal sealed record CutDocument(int Cut);

/// <summary>The call can't be carried out.</summary>
/// <param name="Error">Why.</param>
internal sealed record ControlErrorDocument(string Error);

/// <summary>
/// The generated writer of the control endpoint's answers. The exchange's own bodies are Binance's, field by field as it sends them, and are written
/// where they are made: <see cref="MarketAnswers"/>, <see cref="StreamEvents"/>, <see cref="ExchangeInfoAnswer"/>.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ControlErrorDocument))]
[JsonSerializable(typeof(CutDocument))]
[JsonSerializable(typeof(DoneDocument))]
[JsonSerializable(typeof(RequestsDocument))]
[JsonSerializable(typeof(StatusDocument))]
internal sealed partial class ControlJson : JsonSerializerContext;
