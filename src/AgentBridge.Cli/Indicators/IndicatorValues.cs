using System.Globalization;
using System.Text;
using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>The values of an indicator on a series, as CSV.</summary>
internal static class IndicatorValues
{
    /// <summary>A number in its longest form, and a comma.</summary>
    private const int LongestCell = 32;

    /// <summary>Computes an indicator and writes its values: a row for each candle.</summary>
    /// <param name="chosen">The indicator with checked parameters.</param>
    /// <param name="candles">Oldest first, gaps filled.</param>
    /// <param name="output">The file to write.</param>
    /// <param name="shown">The file, as the user wrote it.</param>
    /// <param name="host">The program's environment: streams, variables, clock.</param>
    /// <exception cref="CliException">It can't be written.</exception>
    public static IndicatorValuesDocument Write(ChosenIndicator chosen, CandleSeries candles, OutputFile output, string shown, CliHost host)
    {
        var started = host.Clock.GetTimestamp();
        var (rows, refused) = (0, new SortedDictionary<string, int>(StringComparer.Ordinal));
        var (bytes, sha256) = output.Write(stream =>
        {
            using var hashed = new HashingStream(stream);
            var buffered = new BufferedStream(hashed, 1 << 16);
            (rows, refused) = Write(chosen, candles, buffered);
            buffered.Flush();
            return (hashed.Length, hashed.TakeSha256());
        });
        return new IndicatorValuesDocument(
            shown,
            chosen.Descriptor.Name,
            chosen.Descriptor.Parameters.ToDictionary(p => p.Name, p => chosen.Parameters[p.Name], StringComparer.Ordinal),
            candles.Symbol,
            candles.Timeframe.ToString(),
            candles.Count,
            rows,
            chosen.FirstValue,
            chosen.WarmUp,
            refused,
            Math.Round(host.Clock.GetElapsedTime(started).TotalSeconds, 4),
            bytes,
            sha256);
    }

    private static (int Rows, SortedDictionary<string, int> Refused) Write(ChosenIndicator chosen, CandleSeries candles, Stream stream)
    {
        var (rows, refused) = (0, new SortedDictionary<string, int>(StringComparer.Ordinal));
        var indicator = chosen.Descriptor.Open(chosen.Parameters);
        var values = new double[chosen.Descriptor.Outputs.Length];
        var line = new byte[LongestCell * (values.Length + 1)];
        stream.Write(Encoding.UTF8.GetBytes($"timestamp,{string.Join(',', chosen.Descriptor.Outputs)}\n"));
        for (var bar = 0; bar < candles.Count; bar++)
        {
            var candle = candles[bar];
            if (indicator.Update(candle))
            {
                indicator.Read(values);
            }
            else
            {
                Array.Fill(values, double.NaN);
                var code = BarRefusals.Of(candle).Code();
                refused[code] = refused.GetValueOrDefault(code) + 1;
            }

            rows += Array.Exists(values, static v => !double.IsNaN(v)) ? 1 : 0;
            stream.Write(line.AsSpan(0, Format(candle.OpenTimeMs, values, line)));
        }

        return (rows, refused);
    }

    private static int Format(long time, double[] values, Span<byte> line)
    {
        _ = time.TryFormat(line, out var length, default, CultureInfo.InvariantCulture);
        foreach (var value in values)
        {
            line[length++] = (byte)',';
            if (!double.IsNaN(value))
            {
                // The shortest form that reads back to the same double.
                _ = value.TryFormat(line[length..], out var written, default, CultureInfo.InvariantCulture);
                length += written;
            }
        }

        line[length] = (byte)'\n';
        return length + 1;
    }
}
