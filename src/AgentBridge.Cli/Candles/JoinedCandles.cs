using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>Candles of one pair and timeframe out of several files, such as an exchange's monthly dumps.</summary>
internal static class JoinedCandles
{
    /// <summary>All candles, oldest first. Candles that two files share are written once.</summary>
    /// <param name="inputs">The files, at least one, of one pair and timeframe.</param>
    /// <exception cref="CliException">Two files have different candles of one time.</exception>
    public static CandleSeries Of(IReadOnlyList<RecordedCandles> inputs)
    {
        var first = inputs[0].Series;
        if (inputs.Count == 1)
        {
            return first;
        }

        var (joined, last, lastInput) = (new CandleColumnsBuilder(inputs.Sum(input => input.Series.Count)), default(Candle), inputs[0]);
        foreach (var (candle, input) in inputs.SelectMany(Rows).OrderBy(row => row.Candle.OpenTimeMs))
        {
            if (joined.Count > 0 && candle.OpenTimeMs == last.OpenTimeMs)
            {
                if (candle != last)
                {
                    throw new CliException(ExitCodes.Usage, $"{lastInput.Shown} and {input.Shown} have different candles at {CandleTime.ToText(candle.OpenTimeMs)}; leave one of the files out");
                }

                continue;
            }

            joined.Add(candle);
            (last, lastInput) = (candle, input);
        }

        return CandleSeries.FromColumns(first.Symbol, first.Timeframe, joined.Build());
    }

    private static IEnumerable<(Candle Candle, RecordedCandles Input)> Rows(RecordedCandles input)
    {
        for (var i = 0; i < input.Series.Count; i++)
        {
            yield return (input.Series[i], input);
        }
    }
}
