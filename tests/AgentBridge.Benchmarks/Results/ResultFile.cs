using AgentBridge.Market;

namespace AgentBridge.Benchmarks;

/// <summary>A candle file for results, as <c>PAIR,TIMEFRAME=FILE</c> names it: gaps filled, faulty rows left out.</summary>
internal sealed record ResultFile(CandleSeries Candles)
{
    /// <summary>The pair, the timeframe and the days of the first and the last candle.</summary>
    public string Name => FormattableString.Invariant($"{Candles.Symbol} {Candles.Timeframe}, {Day(0)} to {Day(Candles.Count - 1)}");

    public static ResultFile Read(string argument)
    {
        var parts = argument.Split('=', 2);
        var names = parts[0].Split(',', 2);
        if (parts.Length < 2 || names.Length < 2 || !Timeframe.TryParse(names[1], out var timeframe))
        {
            throw new ArgumentException($"'{argument}' is not PAIR,TIMEFRAME=FILE, such as BTC/USDT,5m=BTC_USDT-5m.csv", nameof(argument));
        }

        return new ResultFile(CandleFile.Read(parts[1], names[0], timeframe, CandleFaultPolicy.Quarantine).Series);
    }

    private string Day(int index) => DateTimeOffset.FromUnixTimeMilliseconds(Candles.OpenTimes[index]).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
