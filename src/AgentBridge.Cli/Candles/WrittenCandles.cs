using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>A candle file that was written.</summary>
/// <param name="File">The file, as the user would write it.</param>
/// <param name="Candles">What was written, oldest first.</param>
/// <param name="Format">How it was written.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">The hash of its bytes, lower-case hexadecimal.</param>
internal sealed record WrittenCandles(string File, CandleSeries Candles, CandleFileFormat Format, long Bytes, string Sha256)
{
    /// <summary>Refuses a file that must not be written.</summary>
    /// <param name="file">As the user would write it.</param>
    /// <param name="inputs">The files that are read, which are never overwritten.</param>
    /// <param name="force">Whether another file may be replaced.</param>
    /// <param name="host">The program's environment: streams, variables, clock.</param>
    /// <exception cref="CliException">It is an input, or exists.</exception>
    public static void RequireFree(string file, IEnumerable<string> inputs, bool force, CliHost host)
    {
        var full = host.FullPath(file);
        if (inputs.Any(input => OutputFile.IsSame(full, input)))
        {
            throw new CliException(ExitCodes.Usage, $"--out {file}: this is the candle file itself; name another");
        }

        if (!force && !OutputFile.IsDevice(full) && System.IO.File.Exists(full))
        {
            throw new CliException(ExitCodes.Usage, $"--out {file}: this file exists; --force replaces it");
        }
    }

    /// <summary>Writes a file: it appears whole or not at all.</summary>
    public static WrittenCandles Write(CandleOutput output, string file, CandleSeries candles, CliHost host)
    {
        var target = output.Open(file, host);
        return target.Write(stream =>
        {
            using var hashed = new HashingStream(stream);
            CandleFile.Write(hashed, candles, output.Format);
            return new WrittenCandles(file, candles, output.Format, hashed.Length, hashed.TakeSha256());
        });
    }
}
