using System.Globalization;
using AgentBridge.Market;

namespace AgentBridge.Engine;

/// <summary>A request to download history.</summary>
/// <param name="Symbol">The pair, such as <c>BTC/USDT</c>.</param>
/// <param name="Timeframe">A timeframe that the exchange has.</param>
/// <param name="From">The first instant (included).</param>
/// <param name="To">The end (excluded); candles that have not closed yet are left for the next time.</param>
public sealed record CandleDownloadRequest(string Symbol, Timeframe Timeframe, DateTimeOffset From, DateTimeOffset To);

/// <summary>The progress of a download.</summary>
/// <param name="Candles">Candles in the file.</param>
/// <param name="Reached">The close of the last of them.</param>
/// <param name="Fraction">The fraction of the span that is done, 0 to 1.</param>
public sealed record CandleDownloadProgress(long Candles, DateTimeOffset Reached, double Fraction);

/// <summary>The result of a download.</summary>
/// <param name="Candles">Candles in the file.</param>
/// <param name="Added">Those that this run added.</param>
/// <param name="TornBytes">Bytes of a partial last row that were removed and downloaded again.</param>
public sealed record CandleDownloadResult(long Candles, long Added, long TornBytes)
{
    /// <summary>The klines that this run left out because they can be no candles of the timeframe (off the grid, closed early); the file has a gap in the place of each.</summary>
    public KlinesLeftOut LeftOut { get; init; } = KlinesLeftOut.None;
}

/// <summary>Klines that were left out.</summary>
/// <param name="OffGrid">Those that open off the timeframe's grid.</param>
/// <param name="OtherLength">Those that close early or late for it.</param>
/// <param name="First">The first of them, at most 1,000.</param>
public sealed record KlinesLeftOut(long OffGrid, long OtherLength, IReadOnlyList<CandleFinding> First)
{
    private const int MostKept = 1_000;

    /// <summary>None.</summary>
    public static KlinesLeftOut None { get; } = new(0, 0, []);

    /// <summary>How many there are.</summary>
    public long Count => OffGrid + OtherLength;

    internal KlinesLeftOut And(CandleFinding finding) => new(
        OffGrid + (finding.Kind == CandleFindingKind.OffGrid ? 1 : 0),
        OtherLength + (finding.Kind == CandleFindingKind.OtherLength ? 1 : 0),
        First.Count < MostKept ? [.. First, finding] : First);
}

/// <summary>
/// Downloads history into a candle file, page by page, each page flushed to the disk. Stopped at any point (Ctrl+C,
/// kill, power) it resumes after the last whole row, and the finished file is byte for byte that of a run without a stop.
/// </summary>
public sealed class CandleDownload
{
    private readonly ICandleHistory _history;

    private readonly IJournalDisk _disk;

    /// <summary>Downloads from a history.</summary>
    /// <param name="history">Where the candles are had.</param>
    public CandleDownload(ICandleHistory history)
        : this(history, PhysicalDisk.Instance)
    {
    }

    /// <summary>Downloads from a history to a disk of the caller's.</summary>
    /// <param name="history">Where the candles are had.</param>
    /// <param name="disk">The disk to use; tests pass faulty ones.</param>
    public CandleDownload(ICandleHistory history, IJournalDisk disk)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(disk);
        (_history, _disk) = (history, disk);
    }

    /// <summary>
    /// Downloads to a file, or resumes an earlier download. An existing file is kept: it must be a candle CSV
    /// of the timeframe whose first and last candle are those of the exchange; anything else is refused and left untouched.
    /// Bytes after the last line feed (a row torn by a kill) are removed.
    /// </summary>
    /// <param name="request">Pair, timeframe and span.</param>
    /// <param name="path">The file; its folder must exist. One download at a time may write it.</param>
    /// <param name="progress">Receives the progress after every page.</param>
    /// <param name="cancellationToken">Stops; the file is kept, and the next call resumes it.</param>
    /// <exception cref="CandleSourceException">The exchange does not answer, has no candle in the span, or the existing file has other content.</exception>
    /// <exception cref="JournalException">The file can't be written (disk full, no such folder, changed by another).</exception>
    public Task<CandleDownloadResult> RunAsync(
        CandleDownloadRequest request, string path, IProgress<CandleDownloadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        RunAsync(request, path, CandleFileFormat.Csv, progress, cancellationToken);

    /// <summary>
    /// As above, in any format. A file that can't grow (feather, json) is written at the end, whole; until then its new candles are in a CSV beside it,
    /// <c>&lt;path&gt;.part.csv</c>, page by page, from which the next call resumes.
    /// </summary>
    /// <param name="request">Pair, timeframe and span.</param>
    /// <param name="path">The file; its folder must exist. One download at a time may write it.</param>
    /// <param name="format">How the candles are written; a file that exists must have it.</param>
    /// <param name="progress">Told after every page.</param>
    /// <param name="cancellationToken">Stops; what was downloaded is kept, and the next call resumes it.</param>
    /// <exception cref="CandleSourceException">The exchange does not answer, has no candle in the span, or the existing file has other content.</exception>
    /// <exception cref="JournalException">A file can't be written (disk full, no such folder, changed by another).</exception>
    public async Task<CandleDownloadResult> RunAsync(
        CandleDownloadRequest request, string path, CandleFileFormat format, IProgress<CandleDownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrEmpty(path);
        _ = CandleFileFormats.WordOf(format);
        var fromMs = request.From.ToUnixTimeMilliseconds();
        if (fromMs < 0 || request.From >= request.To)
        {
            throw new CandleSourceException(CandleSourceError.BadData, $"the span from {request.From:O} to {request.To:O} is empty or before 1970")
                .As(CandleCodes.SpanEmpty, ("from", request.From.ToString("O", CultureInfo.InvariantCulture)), ("to", request.To.ToString("O", CultureInfo.InvariantCulture)));
        }

        var result = format == CandleFileFormat.Csv
            ? await GrowAsync(request, path, progress, cancellationToken).ConfigureAwait(false)
            : await RewriteAsync(request, path, format, progress, cancellationToken).ConfigureAwait(false);
        return result.Candles > 0
            ? result
            : throw new CandleSourceException(CandleSourceError.BadData, $"{_history.Place} has no closed {request.Timeframe} candle of {request.Symbol} from {request.From:O} to {request.To:O}{Describe(result.LeftOut)}");
    }

    /// <summary>A file that grows.</summary>
    private async Task<CandleDownloadResult> GrowAsync(CandleDownloadRequest request, string path, IProgress<CandleDownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var start = ResumePoint.Find(path, request.Timeframe);
        await RequireSameAsync(request, path, start, request.From.ToUnixTimeMilliseconds(), cancellationToken).ConfigureAwait(false);
        return await AppendAsync(request, path, start, kept: null, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A file that is written anew.</summary>
    private async Task<CandleDownloadResult> RewriteAsync(
        CandleDownloadRequest request, string path, CandleFileFormat format, IProgress<CandleDownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var file = WholeDownloadFile.Read(path, format, request.Timeframe);
        var fromMs = request.From.ToUnixTimeMilliseconds();
        if (file.Kept is { } kept)
        {
            await RequireSameAsync(request, path, new ResumePoint(0, 0, kept.Count, kept.At(0), file.Last), fromMs, cancellationToken).ConfigureAwait(false);
        }

        var part = file.FindPart(request.Timeframe);
        await RequireSameAsync(request, file.PartPath, part, file.Last is { } last ? last.OpenTimeMs + request.Timeframe.Milliseconds : fromMs, cancellationToken).ConfigureAwait(false);
        var result = await AppendAsync(request, file.PartPath, part, file.Kept, progress, cancellationToken).ConfigureAwait(false);
        if (result.Candles > (file.Kept?.Count ?? 0))
        {
            file.Finish(request);
        }
        else
        {
            file.RemoveEmptyPart();
        }

        return result;
    }

    /// <summary>Puts the pages that are missing behind the rows of a growing file.</summary>
    private async Task<CandleDownloadResult> AppendAsync(
        CandleDownloadRequest request, string path, ResumePoint start, CandleColumns? kept, IProgress<CandleDownloadProgress>? progress, CancellationToken cancellationToken)
    {
        var (fromMs, toMs, step) = (request.From.ToUnixTimeMilliseconds(), request.To.ToUnixTimeMilliseconds(), request.Timeframe.Milliseconds);
        var before = kept?.Count ?? 0;
        var last = start.Last?.OpenTimeMs ?? (before > 0 ? kept!.At(before - 1).OpenTimeMs : (long?)null);
        using var file = new DownloadFile(path, start, _disk);
        var leftOut = KlinesLeftOut.None;
        await foreach (var page in _history.DownloadAsync(request.Symbol, request.Timeframe, last + step ?? fromMs, toMs, finding => leftOut = leftOut.And(finding), cancellationToken).ConfigureAwait(false))
        {
            file.Append(page);
            var reached = page.At(page.Count - 1).OpenTimeMs + step;
            progress?.Report(new CandleDownloadProgress(
                before + file.Candles, DateTimeOffset.FromUnixTimeMilliseconds(reached), Math.Clamp((double)(reached - fromMs) / (toMs - fromMs), 0, 1)));
        }

        file.CutTornRow();
        return new CandleDownloadResult(before + file.Candles, file.Candles - start.Candles, start.TornBytes) { LeftOut = leftOut };
    }

    /// <summary>Compares the first and the last row of an earlier run with the exchange. Changes nothing yet.</summary>
    private async Task RequireSameAsync(CandleDownloadRequest request, string path, ResumePoint start, long fromMs, CancellationToken cancellationToken)
    {
        if (start.Last is { } last && start.First is { } first)
        {
            await RequireSameAsync(request, path, first, fromMs, "first", cancellationToken).ConfigureAwait(false);
            await RequireSameAsync(request, path, last, last.OpenTimeMs, "last", cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RequireSameAsync(
        CandleDownloadRequest request, string path, Candle inFile, long fromMs, string which, CancellationToken cancellationToken)
    {
        var onExchange = await FirstAsync(request, fromMs, cancellationToken).ConfigureAwait(false);
        if (onExchange == inFile)
        {
            return;
        }

        throw new CandleSourceException(
            CandleSourceError.BadData,
            $"{path} exists and its {which} candle is not that of {request.Symbol} {request.Timeframe} from {request.From:O} on the exchange (file: {inFile}; exchange: {onExchange?.ToString() ?? "none"})")
            .As(CandleCodes.DownloadOther, ("place", path), ("which", which));
    }

    /// <summary>The first candle that a download from there would write.</summary>
    private async Task<Candle?> FirstAsync(CandleDownloadRequest request, long fromMs, CancellationToken cancellationToken)
    {
        // The first kline may be one that a download leaves out.
        foreach (var toMs in new[] { fromMs + request.Timeframe.Milliseconds, long.MaxValue })
        {
            await foreach (var page in _history.DownloadAsync(request.Symbol, request.Timeframe, fromMs, toMs, leftOut: null, cancellationToken).ConfigureAwait(false))
            {
                return page.At(0);
            }
        }

        return null;
    }

    private static string Describe(KlinesLeftOut leftOut) => leftOut.Count == 0
        ? string.Empty
        : FormattableString.Invariant($"; its {leftOut.Count} klines were left out ({leftOut.First[0].KindName}: {leftOut.First[0].Detail})");
}
