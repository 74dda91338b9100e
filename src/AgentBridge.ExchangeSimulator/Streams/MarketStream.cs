using System.Text.Json;

namespace AgentBridge.ExchangeSimulator;

/// <summary>One subscription of one connection: tracks what it has sent and what is new.</summary>
internal sealed class MarketStream
{
    private const long KlineEveryMs = 2_000;
    private const long MiniTickerEveryMs = 1_000;

    private readonly MarketTape? _tape;
    private readonly KlineInterval? _interval;
    private readonly StreamKind _kind;
    private long? _sentMs;
    private long? _sentOpenMs;
    private double? _sentPrice;

    public MarketStream(string name, SimulatedExchange exchange)
    {
        Name = name;
        var at = name.IndexOf('@', StringComparison.Ordinal);
        if (at <= 0 || name[..at].Any(char.IsAsciiLetterUpper) || exchange.Find(name[..at].ToUpperInvariant()) is not { } tape)
        {
            return;
        }

        const string Kline = "kline_";
        var what = name[(at + 1)..];
        _tape = tape;
        if (what.StartsWith(Kline, StringComparison.Ordinal) && KlineInterval.Named(what[Kline.Length..]) is { } interval && interval.CanBeMadeOf(tape.StepMs))
        {
            (_kind, _interval) = (StreamKind.Kline, interval);
        }
        else
        {
            _kind = what switch { "miniTicker" => StreamKind.MiniTicker, "bookTicker" => StreamKind.BookTicker, _ => StreamKind.None };
        }
    }

    public string Name { get; }

    /// <summary>The events that are due, oldest first.</summary>
    public IEnumerable<Action<Utf8JsonWriter>> Due(long nowMs) => _kind switch
    {
        StreamKind.Kline => Klines(nowMs),
        StreamKind.MiniTicker when IsDue(nowMs, MiniTickerEveryMs) => MiniTicker(nowMs),
        StreamKind.BookTicker => BookTicker(nowMs),
        _ => [],
    };

    // A clock that went back must not silence a stream.
    private bool IsDue(long nowMs, long everyMs) => _sentMs is not { } sent || nowMs < sent || nowMs - sent >= everyMs;

    private List<Action<Utf8JsonWriter>> Klines(long nowMs)
    {
        var open = _interval!.Floor(nowMs);
        var hasRolled = _sentOpenMs is { } sent && sent < open;
        if (!hasRolled && !IsDue(nowMs, KlineEveryMs))
        {
            return [];
        }

        // The klines that closed since then come first, each once and final; the last one is the running one.
        var klines = KlineQuery.Read(_tape!, _interval, 1000, hasRolled ? _sentOpenMs : open, null, nowMs);
        (_sentMs, _sentOpenMs) = (nowMs, open);
        return [.. klines.Select<Kline, Action<Utf8JsonWriter>>(kline => writer => StreamEvents.Kline(writer, _tape!, _interval, kline, nowMs))];
    }

    private Action<Utf8JsonWriter>[] MiniTicker(long nowMs)
    {
        _sentMs = nowMs;
        var day = DayStatistics.Of(_tape!, nowMs);
        return [writer => StreamEvents.MiniTicker(writer, day, nowMs)];
    }

    private Action<Utf8JsonWriter>[] BookTicker(long nowMs)
    {
        var book = BookView.Of(_tape!, nowMs);
        if (_sentPrice == book.Price)
        {
            return [];
        }

        _sentPrice = book.Price;
        return [writer => StreamEvents.BookTicker(writer, book, nowMs)];
    }
}
