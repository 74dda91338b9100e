namespace AgentBridge.Market;

/// <summary>Options of a generated market.</summary>
public sealed record GeneratedCandlesOptions
{
    /// <summary>How many candles.</summary>
    /// <value>From 1 to 100,000,000; 5,760 by default, 20 days of 5m.</value>
    public int Count { get; init; } = 5_760;

    /// <summary>Picks the history; the same seed gives the same bytes on every machine.</summary>
    /// <value>Any; 1 by default.</value>
    public long Seed { get; init; } = 1;

    /// <summary>The pair's name.</summary>
    /// <value>BTC/USDT by default.</value>
    public string Symbol { get; init; } = "BTC/USDT";

    /// <summary>The length of a candle.</summary>
    /// <value>5m by default.</value>
    public Timeframe Timeframe { get; init; } = Timeframe.Parse("5m");

    /// <summary>The first open; moved back to the open of its candle.</summary>
    /// <value>2025-06-01 00:00 UTC by default.</value>
    public DateTimeOffset Start { get; init; } = new(2025, 6, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The price at the start.</summary>
    /// <value>From 1 to 10,000,000; 104,000 by default.</value>
    public double StartPrice { get; init; } = 104_000;
}

/// <summary>
/// A generated market, not a recorded one: a random walk with clustered volatility, changing drift, wicks, jumps and a daily
/// rhythm of volume, in ticks of 0.01. It resembles BTC/USDT statistically, and allows no conclusion about any real market.
/// </summary>
public static class GeneratedCandles
{
    private const long TicksPerUnit = 100;
    private const double VolumeUnits = 100_000;

    /// <summary>Generates candles without gaps; each opens at the previous close, now and then a few ticks off.</summary>
    /// <param name="options">The options; the defaults if null.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static CandleSeries Create(GeneratedCandlesOptions? options = null)
    {
        options ??= new GeneratedCandlesOptions();
        var standard = new GeneratedCandlesOptions();
        Require("count", options.Count, 1, 100_000_000, "how many candles", standard.Count);
        Require("start_price", options.StartPrice, 1, 10_000_000, "the price at the start", standard.StartPrice);
        var time = options.Timeframe.FloorToOpen(options.Start.ToUnixTimeMilliseconds());
        var market = new SampleMarket(options.Seed, options.StartPrice * TicksPerUnit);
        var candles = new CandleColumnsBuilder(options.Count);
        for (var i = 0; i < options.Count; i++)
        {
            market.Step(time);
            candles.Add(new Candle(
                time, Price(market.Open), Price(market.High), Price(market.Low), Price(market.Close), Math.Round(market.Volume * VolumeUnits) / VolumeUnits));
            time += options.Timeframe.Milliseconds;
        }

        return CandleSeries.FromColumns(options.Symbol, options.Timeframe, candles.Build());
    }

    /// <summary>The display name of such a sample.</summary>
    /// <param name="options">The options it was generated with.</param>
    public static string NameOf(GeneratedCandlesOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return FormattableString.Invariant($"generated sample (seed {options.Seed}, {options.Count} candles of {options.Timeframe})");
    }

    /// <summary>The one form of errors in options; Market is below the model that makes it elsewhere.</summary>
    private static void Require(string option, double value, double min, double max, string meaning, double standard)
    {
        if (!(value >= min && value <= max))
        {
            throw new ArgumentOutOfRangeException(
                paramName: null, FormattableString.Invariant($"generated candles: {option}={value}: expected a number from {min} to {max} ({meaning}); leave it out for {standard}"));
        }
    }

    private static double Price(long ticks) => ticks / (double)TicksPerUnit;
}
