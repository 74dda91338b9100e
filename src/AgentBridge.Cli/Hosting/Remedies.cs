using System.Collections.Frozen;
using AgentBridge.Market;
using AgentBridge.Signals;

namespace AgentBridge.Cli;

/// <summary>The remedies for failures of the libraries, by code: the libraries do not know this program's commands and options.</summary>
internal static class Remedies
{
    /// <summary>The end of the failure's last line, by its code; codes that are not here need none.</summary>
    public static FrozenDictionary<string, string> ByCode { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [CandleCodes.RowFaulty] = ", or leave such rows out with --quarantine",
        [CandleCodes.TimeframeUnknown] = "; name it with --timeframe",
        [CandleCodes.TimeUnitUnknown] = "; settle it with --time-unit s|ms|us|ns, or --time-unit utc for times without an offset",
        [CandleCodes.TimeframeOpen] = " with --timeframe",
        [CandleCodes.FileOpen] = " with --candles PAIR=FILE",
        [CandleCodes.FileMissing] = ", or create it with 'bridge candles download'",
        [CandleCodes.Redirected] = "; name the exchange's own address with --exchange",
        [CandleCodes.SpanEmpty] = "; --from must lie before --to",
        [CandleCodes.DownloadFaulty] = ", or name another --out",
        [CandleCodes.DownloadForeign] = "; name another --out",
        [CandleCodes.DownloadOther] = "; name the file's own symbol, timeframe and --from, or another --out",
        [StrategyCodes.CompiledAhead] = ", or use the ordinary program (./bridge, or the .NET tool AgentBridge.Cli)",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>A failure's message, with the remedy if there is one.</summary>
    public static string TextOf(Exception failure) => CodeOf(failure) is { } code && ByCode.TryGetValue(code, out var remedy) ? failure.Message + remedy : failure.Message;

    private static string? CodeOf(Exception failure) => failure switch
    {
        CandleSourceException e => e.Code,
        StrategyException e => e.Code,
        _ => null,
    };
}
