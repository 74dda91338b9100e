using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace AgentBridge.Engine;

/// <summary>
/// What a journal's writer keeps of its rows to recognise them: 24 bytes of hashes for each, because a writer runs for months. Two rows are the same where
/// their lines are, as <see cref="CsvTable{TRow}.Format"/> writes them.
/// </summary>
internal sealed class CsvIndex<TRow>(CsvTable<TRow> table) : ICsvRows<TRow>
    where TRow : class
{
    private readonly Dictionary<UInt128, ulong> _lines = [];

    /// <summary>Whether a row of an id is there.</summary>
    public bool Contains(string id) => _lines.ContainsKey(KeyOf(id));

    /// <summary>Whether a row is there, or one of its id with other values; <see langword="null"/> if neither is.</summary>
    public AppendOutcome? Known(TRow row) =>
        !_lines.TryGetValue(KeyOf(table.Id(row)), out var line) ? null : line == LineOf(row) ? AppendOutcome.Duplicate : AppendOutcome.Conflict;

    public bool TryAdd(TRow row)
    {
        var line = LineOf(row);
        var key = KeyOf(table.Id(row));
        return _lines.TryAdd(key, line) || _lines[key] == line;
    }

    private static UInt128 KeyOf(string id) => BinaryPrimitives.ReadUInt128LittleEndian(Hash(id));

    private ulong LineOf(TRow row) => BinaryPrimitives.ReadUInt64LittleEndian(Hash(table.Format(row)));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
