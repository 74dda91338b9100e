using AgentBridge.Market;
using AgentBridge.Signals;

namespace AgentBridge.Testing;

/// <summary>Hostile candles derived from the given ones; every pair is changed in the same way.</summary>
internal static class HostileCandles
{
    /// <summary>The number of candles after the warm-up in hostile runs.</summary>
    private const int Kept = 1_500;

    /// <summary>The interval of hostile candles: one in this many.</summary>
    private const int Every = 97;

    /// <summary>The newest candles, enough for the warm-up and a while.</summary>
    public static StrategyCandles Newest(StrategyCandles candles, int warmUp) => candles.From(Math.Max(0, candles.Own.Count - warmUp - Kept));

    /// <summary>Every field of a candle as NaN and infinities, here and there.</summary>
    public static IEnumerable<(string What, StrategyCandles Candles)> NotFinite(StrategyCandles candles)
    {
        foreach (var (name, value) in new[] { ("NaN", double.NaN), ("+Infinity", double.PositiveInfinity), ("-Infinity", double.NegativeInfinity) })
        {
            yield return ($"{name} as open: ", Map(candles, (i, c) => IsHostile(i) ? c with { Open = value } : c));
            yield return ($"{name} as high: ", Map(candles, (i, c) => IsHostile(i) ? c with { High = value } : c));
            yield return ($"{name} as low: ", Map(candles, (i, c) => IsHostile(i) ? c with { Low = value } : c));
            yield return ($"{name} as close: ", Map(candles, (i, c) => IsHostile(i) ? c with { Close = value } : c));
            yield return ($"{name} as volume: ", Map(candles, (i, c) => IsHostile(i) ? c with { Volume = value } : c));
        }
    }

    /// <summary>Runs of missing candles, filled flat as every host fills them, and not filled.</summary>
    public static IEnumerable<(string What, StrategyCandles Candles)> WithGaps(StrategyCandles candles)
    {
        foreach (var length in new[] { 1, 3, 50 })
        {
            bool IsMissing(int i) => i % (Every + length) > 0 && i % (Every + length) <= length;
            yield return ($"{length} missing, filled: ", Each(candles, s => Filled(s, IsMissing)));
            yield return ($"{length} missing, not filled: ", Each(candles, s => CandleSeries.FromCandles(s.Symbol, s.Timeframe, All(s).Where((_, i) => !IsMissing(i)))));
        }
    }

    /// <summary>A market that does not move, from the start and from some candle on.</summary>
    public static IEnumerable<(string What, StrategyCandles Candles)> Flat(StrategyCandles candles)
    {
        foreach (var volume in new[] { 0.0, 1.0 })
        {
            yield return ("flat: ", Each(candles, s => FlatFrom(s, 0, volume)));
            yield return ("flat from the middle on: ", Each(candles, s => FlatFrom(s, s.Count / 2, volume)));
        }
    }

    /// <summary>Tiny, huge and leaping prices.</summary>
    public static IEnumerable<(string What, StrategyCandles Candles)> Extreme(StrategyCandles candles)
    {
        yield return ("prices times 1e-12: ", Map(candles, (_, c) => Scaled(c, 1e-12)));
        yield return ("prices times 1e12: ", Map(candles, (_, c) => Scaled(c, 1e12)));
        yield return ("candles a thousand times as high: ", Map(candles, (i, c) => IsHostile(i) ? Scaled(c, 1_000) : c));
        yield return ("candles a thousandth as high: ", Map(candles, (i, c) => IsHostile(i) ? Scaled(c, 0.001) : c));
        yield return ("lows near zero: ", Map(candles, (i, c) => IsHostile(i) ? c with { Low = 1e-9 * c.Low } : c));
        yield return ("highs a million times as high: ", Map(candles, (i, c) => IsHostile(i) ? c with { High = 1e6 * c.High } : c));
        yield return ("no volume: ", Map(candles, (_, c) => c with { Volume = 0 }));
        yield return ("volumes times 1e15: ", Map(candles, (_, c) => c with { Volume = 1e15 * c.Volume }));
    }

    private static bool IsHostile(int index) => index % Every == Every / 2;

    private static Candle Scaled(in Candle candle, double factor) =>
        candle with { Open = candle.Open * factor, High = candle.High * factor, Low = candle.Low * factor, Close = candle.Close * factor };

    private static CandleSeries FlatFrom(CandleSeries series, int from, double volume)
    {
        var price = series.Closes[Math.Max(0, from - 1)];
        return Map(series, (i, c) => i < from ? c : new Candle(c.OpenTimeMs, price, price, price, price, volume));
    }

    private static CandleSeries Filled(CandleSeries series, Func<int, bool> isMissing)
    {
        var price = series.Closes[0];
        return Map(series, (i, c) =>
        {
            price = isMissing(i) ? price : c.Close;
            return isMissing(i) ? new Candle(c.OpenTimeMs, price, price, price, price, 0) : c;
        });
    }

    private static StrategyCandles Map(StrategyCandles candles, Func<int, Candle, Candle> change) => Each(candles, s => Map(s, change));

    private static CandleSeries Map(CandleSeries series, Func<int, Candle, Candle> change) =>
        CandleSeries.FromCandles(series.Symbol, series.Timeframe, All(series).Select((c, i) => change(i, c)));

    private static StrategyCandles Each(StrategyCandles candles, Func<CandleSeries, CandleSeries> change) =>
        new(change(candles.Own), candles.Others.Select(change));

    private static IEnumerable<Candle> All(CandleSeries series)
    {
        for (var i = 0; i < series.Count; i++)
        {
            yield return series[i];
        }
    }
}
