using AgentBridge.Market;

namespace AgentBridge.Exchanges;

/// <summary>The growing file: opened for this run alone when the first page is there, cut to its last whole row, each page one write and flushed to the disk.</summary>
internal sealed class DownloadFile(string path, ResumePoint start) : IAsyncDisposable
{
    private readonly byte[] _buffer = new byte[(BinanceClient.MaxKlines + 1) * CandleCsv.MaxWrittenRowBytes];
    private FileStream? _file;

    public long Candles { get; private set; } = start.Candles;

    public async Task AppendAsync(CandleColumns page, CancellationToken cancellationToken)
    {
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

        await _file.WriteAsync(_buffer.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
        _file.Flush(flushToDisk: true);
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

    public ValueTask DisposeAsync() => _file is null ? ValueTask.CompletedTask : _file.DisposeAsync();

    private FileStream Open()
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
        if (file.Length != start.KeptBytes + start.TornBytes)
        {
            file.Dispose();
            throw new IOException($"{path} changed while its download was prepared; is another download writing it?");
        }

        file.SetLength(start.KeptBytes);
        file.Position = start.KeptBytes;
        return file;
    }
}
