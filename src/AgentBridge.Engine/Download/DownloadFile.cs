using AgentBridge.Market;

namespace AgentBridge.Engine;

/// <summary>The growing file: opened with the first page, truncated to its last complete row; each page is one write, flushed to the disk.</summary>
internal sealed class DownloadFile(string path, ResumePoint start, IJournalDisk disk) : IDisposable
{
    private byte[] _buffer = [];
    private LineFile? _file;

    public long Candles { get; private set; } = start.Candles;

    public void Append(CandleColumns page)
    {
        var needed = (page.Count + 1) * CandleCsv.MaxWrittenRowBytes;
        if (_buffer.Length < needed)
        {
            _buffer = new byte[needed];
        }

        var length = 0;
        if (_file is null)
        {
            _file = Open();
            if (start.KeptBytes == 0)
            {
                CandleCsv.HeaderLine.CopyTo(_buffer);
                length = CandleCsv.HeaderLine.Length;
            }
        }

        for (var i = 0; i < page.Count; i++)
        {
            length += CandleCsv.Format(page.At(i), _buffer.AsSpan(length));
        }

        _file.Append(_buffer.AsSpan(0, length), flush: true);
        Candles += page.Count;
    }

    /// <summary>Removes a torn row if no page arrived to replace it.</summary>
    public void CutTornRow()
    {
        if (start.TornBytes > 0)
        {
            _file ??= Open();
        }
    }

    public void Dispose() => _file?.Dispose();

    private LineFile Open()
    {
        var file = LineFile.Open(Path.GetFullPath(path), disk);
        if (file.Length != start.KeptBytes + start.TornBytes)
        {
            file.Dispose();
            throw new JournalException(JournalError.Locked, path, $"{path} changed while its download was prepared; is another download writing it?");
        }

        if (start.TornBytes > 0)
        {
            // An incomplete row after a kill: it is downloaded again.
            file.Cut(start.KeptBytes);
        }

        return file;
    }
}
