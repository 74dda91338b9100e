using System.Globalization;
using AgentBridge.Market;

namespace AgentBridge.Exchanges;

/// <summary>
/// Klines as the exchange sent them, those apart that can be no candle of the timeframe: around a stop of the exchange some close early and
/// some open off the grid.
/// </summary>
/// <param name="Sent">Every kline, in the order of the answer.</param>
/// <param name="CloseTimes">Their close times.</param>
internal sealed record KlinePage(CandleColumns Sent, IReadOnlyList<long> CloseTimes)
{
    /// <summary>The klines that open on the grid and have the timeframe's length; the others go to <paramref name="leftOut"/>.</summary>
    public CandleColumns Candles(Timeframe timeframe, Action<CandleFinding>? leftOut)
    {
        var candles = new CandleColumnsBuilder(Math.Max(1, Sent.Count));
        for (var i = 0; i < Sent.Count; i++)
        {
            if (Fault(i, timeframe) is { } fault)
            {
                leftOut?.Invoke(fault);
            }
            else
            {
                candles.Add(Sent.At(i));
            }
        }

        return candles.Build();
    }

    private CandleFinding? Fault(int row, Timeframe timeframe)
    {
        var (open, close) = (Sent.At(row).OpenTimeMs, CloseTimes[row]);
        if (!timeframe.IsOnGrid(open))
        {
            return new CandleFinding(row + 1, CandleFindingKind.OffGrid, $"{CandleTime.ToText(open)} is not the open of a {timeframe} candle");
        }

        return close == open + timeframe.Milliseconds - 1
            ? null
            : new CandleFinding(row + 1, CandleFindingKind.OtherLength, string.Create(
                CultureInfo.InvariantCulture, $"opens at {CandleTime.ToText(open)} and closes at {CandleTime.ToText(close)}, which is not a {timeframe} candle"));
    }
}
