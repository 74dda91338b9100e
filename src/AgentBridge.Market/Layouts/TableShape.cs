namespace AgentBridge.Market;

/// <summary>What the rows show as a whole: no volumes, an open alone, another order of columns, new before old.</summary>
internal static class TableShape
{
    /// <summary>Whether a column has no value in any row.</summary>
    public static bool IsEmpty(ReadOnlySpan<double> column)
    {
        foreach (var value in column)
        {
            if (!double.IsNaN(value))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether only the opens have values, as funding rates have: the others are empty, or 0 throughout.</summary>
    public static bool HasOpenOnly(CandleColumns rows)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            var (_, _, high, low, close, _) = rows.At(i);
            if (!(double.IsNaN(high) || high == 0) || !(double.IsNaN(low) || low == 0) || !(double.IsNaN(close) || close == 0))
            {
                return false;
            }
        }

        return rows.Count > 0;
    }

    /// <summary>
    /// Whether columns without a header are low, high, open, close (Coinbase) and not open, high, low, close: the order in which fewer rows are impossible.
    /// Where both fit all rows, open and low are equal throughout, and the order changes nothing.
    /// </summary>
    public static bool IsLowHighOpenClose(CandleColumns rows)
    {
        var (asWritten, asCoinbase) = (0, 0);
        for (var i = 0; i < rows.Count; i++)
        {
            var (_, first, second, third, fourth, _) = rows.At(i);
            asWritten += third <= first && third <= fourth && first <= second && fourth <= second ? 0 : 1;
            asCoinbase += first <= third && first <= fourth && third <= second && fourth <= second ? 0 : 1;
        }

        return asCoinbase < asWritten;
    }

    /// <summary>The same columns, read as low, high, open, close.</summary>
    public static CandleColumns FromLowHighOpenClose(CandleColumns rows) =>
        new(rows.OpenTimes, rows.Lows, rows.Highs, rows.Opens, rows.Closes, rows.Volumes, rows.Count);

    /// <summary>Turns the rows around, in place.</summary>
    public static void Reverse(CandleColumns rows)
    {
        rows.OpenTimes.AsSpan(0, rows.Count).Reverse();
        rows.Opens.AsSpan(0, rows.Count).Reverse();
        rows.Highs.AsSpan(0, rows.Count).Reverse();
        rows.Lows.AsSpan(0, rows.Count).Reverse();
        rows.Closes.AsSpan(0, rows.Count).Reverse();
        rows.Volumes.AsSpan(0, rows.Count).Reverse();
    }
}
