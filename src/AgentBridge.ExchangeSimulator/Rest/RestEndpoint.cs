using System.Text.Json;

namespace AgentBridge.ExchangeSimulator;

/// <summary>The market data calls of <c>/api/v3</c>, and <c>exchangeInfo</c> of the USDT-margined futures: parameters in, body out, errors in Binance's words.</summary>
internal sealed class RestEndpoint
{
    private const string Prefix = "/api/v3/";
    private const string FuturesInfo = "/fapi/v1/exchangeInfo";

    private readonly SimulatedExchange _exchange;
    private readonly Dictionary<string, Action<Parameters, Utf8JsonWriter>> _calls;

    public RestEndpoint(SimulatedExchange exchange)
    {
        _exchange = exchange;
        _calls = new(StringComparer.Ordinal)
        {
            ["ping"] = Ping,
            ["time"] = Time,
            ["exchangeInfo"] = ExchangeInfo,
            ["klines"] = Klines,
            ["depth"] = Depth,
            ["aggTrades"] = AggTrades,
            ["ticker/price"] = (p, w) => Tickers(p, w, (tape, now) => MarketAnswers.Price(w, BookView.Of(tape, now))),
            ["ticker/bookTicker"] = (p, w) => Tickers(p, w, (tape, now) => MarketAnswers.Best(w, BookView.Of(tape, now))),
            ["ticker/24hr"] = Day,
        };
    }

    /// <summary>The call at a path; null where Binance has none that is simulated.</summary>
    public Action<Parameters, Utf8JsonWriter>? Find(string path) =>
        path.StartsWith(Prefix, StringComparison.Ordinal) ? _calls.GetValueOrDefault(path[Prefix.Length..])
        : string.Equals(path, FuturesInfo, StringComparison.Ordinal) ? DescribeFutures
        : null;

    private static void Ping(Parameters parameters, Utf8JsonWriter writer)
    {
        parameters.RequireNone();
        writer.WriteStartObject();
        writer.WriteEndObject();
    }

    private void Time(Parameters parameters, Utf8JsonWriter writer)
    {
        parameters.RequireNone();
        writer.WriteStartObject();
        writer.WriteNumber("serverTime", _exchange.NowMs);
        writer.WriteEndObject();
    }

    private void ExchangeInfo(Parameters parameters, Utf8JsonWriter writer)
    {
        var (symbol, symbols) = (parameters.OptionalSymbol(), parameters.OptionalSymbols());
        var (permissions, status, sets) = (parameters.Text("permissions"), parameters.Text("symbolStatus"), parameters.Text("showPermissionSets"));
        parameters.RequireAllRead();
        var named = symbol is not null || symbols is not null;
        if ((symbol is not null && symbols is not null) || (named && (permissions is not null || status is not null)))
        {
            throw BinanceFailure.BadCombination();
        }

        var withSets = sets switch { null or "true" => true, "false" => false, _ => throw BinanceFailure.NotValid("showPermissionSets") };
        var trading = status switch { null or "TRADING" => true, "HALT" or "BREAK" => false, _ => throw new BinanceFailure(-1122, "Invalid symbolStatus.") };
        var spot = permissions?.Contains("SPOT", StringComparison.Ordinal) ?? true;
        IReadOnlyList<MarketTape> tapes = trading && spot ? Tapes(symbol, symbols) : [];
        ExchangeInfoAnswer.Write(writer, tapes, withSets, _exchange.NowMs);
    }

    private void DescribeFutures(Parameters parameters, Utf8JsonWriter writer)
    {
        parameters.RequireNone();
        ExchangeInfoAnswer.WriteFutures(writer, _exchange.Tapes.Where(tape => tape.Names.IsFuture), _exchange.NowMs);
    }

    private void Klines(Parameters parameters, Utf8JsonWriter writer)
    {
        var (symbol, name) = (parameters.Symbol(), parameters.Interval());
        var (start, end, limit) = (parameters.Time("startTime"), parameters.Time("endTime"), parameters.Limit(500, 1000));
        if (parameters.Text("timeZone") is not (null or "0" or "00:00" or "0:00"))
        {
            throw BinanceFailure.NotValid("timeZone");
        }

        parameters.RequireAllRead();
        var interval = KlineInterval.Named(name) ?? throw BinanceFailure.InvalidInterval();
        var tape = Tape(symbol);
        if (!interval.CanBeMadeOf(tape.StepMs))
        {
            throw BinanceFailure.InvalidInterval();
        }

        MarketAnswers.Klines(writer, _exchange.Read(now => KlineQuery.Read(tape, interval, limit, start, end, now)));
    }

    private void Depth(Parameters parameters, Utf8JsonWriter writer)
    {
        var (symbol, limit) = (parameters.Symbol(), parameters.Limit(100, 5000));
        parameters.RequireAllRead();
        var tape = Tape(symbol);
        var (book, now) = _exchange.Read(now => (BookView.Of(tape, now), now));
        MarketAnswers.Depth(writer, book, limit, now);
    }

    private void AggTrades(Parameters parameters, Utf8JsonWriter writer)
    {
        var (symbol, from, limit) = (parameters.Symbol(), parameters.Number("fromId"), parameters.Limit(500, 1000));
        var (start, end) = (parameters.Time("startTime"), parameters.Time("endTime"));
        parameters.RequireAllRead();
        if (from is not null && (start is not null || end is not null))
        {
            throw BinanceFailure.BadCombination();
        }

        var tape = Tape(symbol);
        MarketAnswers.Trades(writer, _exchange.Read(now =>
        {
            var before = end is { } last ? tape.Trades.FirstAtOrAfter(last + 1, now) : tape.Trades.Count(now);
            var first = from ?? (start is { } since ? tape.Trades.FirstAtOrAfter(since, now) : Math.Max(0, before - limit));
            return tape.Trades.From(first, now).TakeWhile(t => t.Id < before).Take(limit).ToList();
        }));
    }

    private void Day(Parameters parameters, Utf8JsonWriter writer)
    {
        var mini = parameters.Text("type") switch { null or "FULL" => false, "MINI" => true, _ => throw new BinanceFailure(-1139, "Invalid ticker type.") };
        Tickers(parameters, writer, (tape, now) => MarketAnswers.Day(writer, DayStatistics.Of(tape, now), mini));
    }

    /// <summary>An object for <c>symbol</c>, an array for <c>symbols</c> or neither.</summary>
    private void Tickers(Parameters parameters, Utf8JsonWriter writer, Action<MarketTape, long> write)
    {
        var (symbol, symbols) = (parameters.OptionalSymbol(), parameters.OptionalSymbols());
        parameters.RequireAllRead();
        if (symbol is not null && symbols is not null)
        {
            throw BinanceFailure.BadCombination();
        }

        var tapes = Tapes(symbol, symbols);
        _exchange.Read(now =>
        {
            if (symbol is null)
            {
                writer.WriteStartArray();
            }

            foreach (var tape in tapes)
            {
                write(tape, now);
            }

            if (symbol is null)
            {
                writer.WriteEndArray();
            }

            return true;
        });
    }

    private IReadOnlyList<MarketTape> Tapes(string? symbol, IReadOnlyList<string>? symbols) =>
        symbol is not null ? [Tape(symbol)]
        : symbols is not null ? [.. symbols.Select(Tape)]
        : _exchange.Spot;

    private MarketTape Tape(string symbol) => _exchange.Find(symbol) ?? throw BinanceFailure.InvalidSymbol();
}
