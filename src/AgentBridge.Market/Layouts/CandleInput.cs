using System.IO.Compression;

namespace AgentBridge.Market;

/// <summary>An opened candle file: unpacked, with its first bytes at hand.</summary>
internal sealed class CandleInput : IDisposable
{
    private const int HeadBytes = 64 * 1024;

    private CandleInput(string path, CandleContainer container, string? entry, Stream unpacked)
    {
        Path = path;
        Container = container;
        Entry = entry;
        var head = new byte[HeadBytes];
        try
        {
            var length = unpacked.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false);
            Head = head.AsMemory(0, length);
            IsWholeInHead = length < HeadBytes;
            if (unpacked.CanSeek)
            {
                unpacked.Position = 0;
                Stream = unpacked;
            }
            else
            {
                Stream = new JoinedStream(new MemoryStream(head, 0, length, writable: false), unpacked);
            }
        }
        catch (Exception e)
        {
            unpacked.Dispose();
            if (e is IOException or UnauthorizedAccessException)
            {
                throw new CandleSourceException(CandleSourceError.NotFound, $"{path} can't be read: {e.Message}", e);
            }

            throw;
        }
    }

    public string Path { get; }

    public CandleContainer Container { get; }

    /// <summary>The name of the file in an archive.</summary>
    public string? Entry { get; }

    /// <summary>The first bytes, unpacked.</summary>
    public ReadOnlyMemory<byte> Head { get; }

    /// <summary>Whether the head is everything.</summary>
    public bool IsWholeInHead { get; }

    /// <summary>Everything from the first byte on, unpacked.</summary>
    public Stream Stream { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="CandleSourceException">It is missing, unreadable or damaged, or an archive without exactly one file.</exception>
    public static CandleInput Open(string path)
    {
        var file = CandleFile.OpenForReading(path);
        try
        {
            Span<byte> magic = stackalloc byte[4];
            var length = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
            file.Position = 0;
            magic = magic[..length];
            if (magic.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            {
                var entry = System.IO.Path.GetExtension(path).Equals(".gz", StringComparison.OrdinalIgnoreCase) ? System.IO.Path.GetFileNameWithoutExtension(path) : null;
                return new CandleInput(path, CandleContainer.Gzip, entry, new UnpackedStream(new GzipMembers(file), file, path, file.Length));
            }

            // PK with 1, 3, 5 or 7: an entry, or the end of an archive without any.
            return magic.StartsWith("PK"u8) && magic.Length == 4 && magic[2] < 8 && magic[3] == magic[2] + 1
                ? OpenZip(path, file)
                : new CandleInput(path, CandleContainer.None, null, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Stream.Dispose();

    private static CandleInput OpenZip(string path, FileStream file)
    {
        try
        {
            var archive = new ZipArchive(file, ZipArchiveMode.Read);

            // Folders and what macOS adds are no files of the user's.
            var files = archive.Entries.Where(entry => entry.Name.Length > 0 && !entry.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal)).Take(21).ToList();
            if (files is not [var only])
            {
                var names = string.Join(", ", files.Take(20).Select(entry => VisibleText.Shortened(entry.FullName, 80)));
                throw new CandleSourceException(CandleSourceError.BadData, files.Count == 0
                    ? $"{path} is an archive without a file in it"
                    : $"{path} is an archive of several files ({names}{(files.Count > 20 ? ", …" : string.Empty)}); unpack it and name one of them");
            }

            if (only.IsEncrypted)
            {
                throw new CandleSourceException(CandleSourceError.BadData, $"{path} is an archive with a password; unpack it and name the file in it");
            }

            return new CandleInput(path, CandleContainer.Zip, only.Name, new UnpackedStream(only.Open(), archive, path, only.CompressedLength));
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or EndOfStreamException)
        {
            throw UnpackedStream.Damaged(path, e);
        }
    }
}
