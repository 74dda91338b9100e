namespace AgentBridge.Market;

/// <summary>Reads candles from an Arrow IPC file, which Freqtrade calls feather.</summary>
internal static class FeatherCandles
{
    /// <summary>The first bytes of every such file.</summary>
    public static ReadOnlySpan<byte> Magic => "ARROW1"u8;

    /// <summary>Every row; row numbers count from 1.</summary>
    /// <param name="stream">The file, seekable.</param>
    /// <param name="place">The file's path, for errors.</param>
    /// <param name="options">What the caller knows.</param>
    /// <param name="unit">How the times are written.</param>
    /// <exception cref="CandleSourceException">The file is damaged, or holds no candles.</exception>
    public static CandleColumns Read(Stream stream, string place, CandleFileOptions options, out CandleTimeUnit unit)
    {
        using var batches = new FeatherBatches(stream, place, options);
        var columns = CandleColumns.Uninitialized(0);
        var count = 0;
        while (batches.MoveNext())
        {
            var needed = checked(count + batches.Length);
            if (needed > columns.Count)
            {
                var grown = CandleColumns.Uninitialized(count == 0 ? batches.LikelyRows() : Math.Max(needed, (int)Math.Min(2L * count, Array.MaxLength)));
                columns.CopyTo(grown, count);
                columns = grown;
            }

            batches.CopyTo(columns, count);
            count = needed;
        }

        unit = batches.Unit;
        return columns.Prefix(count);
    }
}
