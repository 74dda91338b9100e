using System.Runtime.CompilerServices;

namespace AgentBridge.Market;

/// <summary>One candle. Prices are in the quote currency, the volume is in the base currency.</summary>
/// <param name="OpenTimeMs">The first instant of the candle, in Unix milliseconds (UTC). The candle covers
/// [open, open + timeframe): the start is included, the end is excluded.</param>
/// <param name="Open">The first price; finite and &gt; 0.</param>
/// <param name="High">The highest price; at least open, low and close.</param>
/// <param name="Low">The smallest price; at most open, high and close; &gt; 0.</param>
/// <param name="Close">The last price.</param>
/// <param name="Volume">The traded volume in units of the base currency; finite and ≥ 0.</param>
public readonly record struct Candle(long OpenTimeMs, double Open, double High, double Low, double Close, double Volume)
{
    /// <summary>The first instant of the candle, in UTC.</summary>
    public DateTimeOffset OpenTime => DateTimeOffset.FromUnixTimeMilliseconds(OpenTimeMs);

    /// <summary>
    /// Whether such a candle can exist: all prices finite and &gt; 0, low ≤ open, close ≤ high, volume finite and ≥ 0.
    /// NaN anywhere answers <see langword="false"/>.
    /// </summary>
    public bool IsPossible
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Low > 0 && Low <= Open && Low <= Close && Open <= High && Close <= High && double.IsFinite(High)
            && Volume >= 0 && double.IsFinite(Volume);
    }

    /// <summary>
    /// Whether the candle carries no trade: open, high, low and close all equal the close before it and the volume is 0,
    /// wherever it comes from (the exchange, Freqtrade's gap filling or ours).
    /// </summary>
    /// <param name="previousClose">The close of the candle before this one.</param>
    public bool IsFlat(double previousClose) =>
        Volume == 0 && Open == previousClose && High == previousClose && Low == previousClose && Close == previousClose;
}
