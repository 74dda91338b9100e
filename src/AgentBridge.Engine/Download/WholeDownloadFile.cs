using AgentBridge.Market;

namespace AgentBridge.Engine;

/// <summary>
/// A file that can't grow page by page (feather, json). New candles go to a CSV beside it, <c>&lt;file&gt;.part.csv</c>, which survives every stop; at the
/// end the file is written anew with both, whole or not at all, and the CSV is removed.
/// </summary>
internal sealed record WholeDownloadFile(string Path, CandleFileFormat Format, CandleColumns? Kept)
{
    /// <summary>Where new candles are collected.</summary>
    public string PartPath => Path + ".part.csv";

    /// <summary>The last candle in the file, if there is one.</summary>
    public Candle? Last => Kept is { } kept ? kept.At(kept.Count - 1) : null;

    /// <summary>Reads the existing file, if there is one, without changing it.</summary>
    /// <exception cref="CandleSourceException">It has no candles, faulty ones, or another timeframe.</exception>
    public static WholeDownloadFile Read(string path, CandleFileFormat format, Timeframe timeframe)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            return new WholeDownloadFile(path, format, null);
        }

        var table = CandleFile.ReadTable(path);
        ResumePoint.RequireSound(timeframe, table.Rows, table.ToValidation());
        return new WholeDownloadFile(path, format, table.Rows);
    }

    /// <summary>Where the part resumes. One whose candles are in the file already is left from a run that was killed before it could remove it.</summary>
    public ResumePoint FindPart(Timeframe timeframe)
    {
        var part = ResumePoint.Find(PartPath, timeframe, requireStep: false);
        if (part.Last is { } last && Last is { } kept && last.OpenTimeMs <= kept.OpenTimeMs)
        {
            File.Delete(PartPath);
            return ResumePoint.Nothing;
        }

        return part;
    }

    /// <summary>Writes the file with the candles of the part, and removes the part.</summary>
    public void Finish(CandleDownloadRequest request)
    {
        var part = CandleFile.ReadRows(PartPath);
        var all = new CandleColumnsBuilder((Kept?.Count ?? 0) + part.Count);
        foreach (var rows in new[] { Kept, part })
        {
            for (var i = 0; i < (rows?.Count ?? 0); i++)
            {
                all.Add(rows!.At(i));
            }
        }

        try
        {
            CandleFile.Write(Path, CandleSeries.FromColumns(request.Symbol, request.Timeframe, all.Build()), Format);
            File.Delete(PartPath);
        }
        catch (Exception failure) when (DiskErrors.IsOurs(failure))
        {
            throw DiskErrors.Describe(Path, failure);
        }
    }

    /// <summary>Removes a part without a candle.</summary>
    public void RemoveEmptyPart() => File.Delete(PartPath);
}
