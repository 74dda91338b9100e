using System.Security.Cryptography;
using System.Text.Json;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>What a candle file holds, counted over its rows as they are.</summary>
internal static class CandleFacts
{
    /// <summary>Reads and counts a file.</summary>
    /// <param name="argument">[PAIR=]FILE.</param>
    /// <param name="timeframe">The expected timeframe; the default value reads it off the data.</param>
    /// <param name="options">What is known about the file.</param>
    /// <param name="host">The program's environment: streams, variables, clock.</param>
    /// <exception cref="CandleSourceException">The file is missing, malformed or has no candle.</exception>
    public static CandlesInfoDocument Of(string argument, Timeframe timeframe, CandleFileOptions options, CliHost host)
    {
        var (path, pair) = CandleFiles.Identify(argument, null, host);
        var table = CandleFile.ReadTable(path, options);
        var rows = table.Rows;
        var report = CandleValidator.Inspect(timeframe, rows, table.ToValidation());
        var (low, high, zero, flat) = Count(rows);
        var (bytes, sha256) = Hash(path);
        return new(
            argument,
            JsonNamingPolicy.SnakeCaseLower.ConvertName(table.Info.Layout.ToString()),
            table.Info.TimeUnit is CandleTimeUnit.Iso ? "iso" : CandleOptions.WordOf(table.Info.TimeUnit),
            CandleOptions.WordOf(table.Info.PriceType),
            pair,
            report.Timeframe.ToString(),
            report.Candles,
            report.FirstOpenMs is { } first ? CandleTime.ToText(first) : null,
            report.LastOpenMs is { } last ? CandleTime.ToText(last) : null,
            report.Gaps,
            report.Missing,
            report.Duplicates,
            report.ConflictingDuplicates + report.Disorder + report.OffGrid + report.Impossible,
            zero,
            flat,
            StepOf(rows),
            low,
            high,
            bytes,
            sha256);
    }

    private static (double? Low, double? High, long ZeroVolume, long Flat) Count(CandleColumns rows)
    {
        var (low, high, zero, flat) = (double.PositiveInfinity, double.NegativeInfinity, 0L, 0L);
        for (var i = 0; i < rows.Count; i++)
        {
            var candle = rows.At(i);
            zero += candle.Volume == 0 ? 1 : 0;
            flat += i > 0 && candle.IsFlat(rows.At(i - 1).Close) ? 1 : 0;
            if (candle.IsPossible)
            {
                (low, high) = (Math.Min(low, candle.Low), Math.Max(high, candle.High));
            }
        }

        return low <= high ? (low, high, zero, flat) : (null, null, zero, flat);
    }

    private static PriceStep StepOf(CandleColumns rows)
    {
        var tracker = new PriceStepTracker();
        for (var i = Math.Max(0, rows.Count - PriceStepTracker.Window); i < rows.Count; i++)
        {
            tracker.Update(rows.At(i));
        }

        return tracker.Step;
    }

    private static (long Bytes, string Sha256) Hash(string path)
    {
        using var file = CandleFile.OpenForReading(path);
        return (file.Length, Convert.ToHexStringLower(SHA256.HashData(file)));
    }
}
