namespace AgentBridge.Market;

/// <summary>What an opened file is, by its first bytes.</summary>
/// <param name="Layout">Who writes such files.</param>
/// <param name="Table">Where a CSV has what; <see langword="null"/> for this library's own CSV and for what is no CSV.</param>
internal sealed record CandleDetection(CandleLayout Layout, TextTable? Table)
{
    /// <summary>Looks at the first bytes.</summary>
    /// <exception cref="CandleSourceException">These are no candles.</exception>
    public static CandleDetection Of(CandleInput input, CandleFileOptions options)
    {
        var head = input.Head.Span;
        if (head.StartsWith(FeatherCandles.Magic))
        {
            return new(CandleLayout.Feather, null);
        }

        if (head.StartsWith(ParquetCandles.Magic))
        {
            return new(CandleLayout.Parquet, null);
        }

        RefuseOthers(head, input.Path);
        if (FirstCharacter(head) is '[' or '{')
        {
            return new(CandleLayout.Json, null);
        }

        // An empty file is a CSV without its header: the reader says so.
        var table = FirstCharacter(head) is null ? null : TextTableDetector.Detect(head, input.Path, options);
        return new(table?.Layout ?? CandleLayout.Csv, table);
    }

    private static void RefuseOthers(ReadOnlySpan<byte> head, string path)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x48, 0x44, 0x46]))
        {
            throw NotCandles.Hdf5(path);
        }

        if (head.StartsWith("FEA1"u8))
        {
            throw NotCandles.OldFeather(path);
        }

        if (head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) || head.StartsWith("PK\u0003\u0004"u8))
        {
            throw new CandleSourceException(CandleSourceError.BadData, path + " is packed twice; unpack it and name the file in it");
        }

        if (NotCandles.IsUtf16(head))
        {
            throw NotCandles.Utf16(path);
        }

        if (head.Length > 64 && head[..64].Contains((byte)0) && !head.StartsWith("timestamp"u8))
        {
            throw NotCandles.Binary(path);
        }
    }

    private static char? FirstCharacter(ReadOnlySpan<byte> head)
    {
        var text = head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? head[3..] : head;
        text = text.TrimStart(" \t\r\n"u8);
        return text.IsEmpty ? null : (char)text[0];
    }
}
