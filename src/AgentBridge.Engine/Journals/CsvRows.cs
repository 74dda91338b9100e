namespace AgentBridge.Engine;

/// <summary>The rows of a CSV journal themselves, in the file's order.</summary>
internal sealed class CsvRows<TRow>(CsvTable<TRow> table) : ICsvRows<TRow>
    where TRow : class
{
    private readonly Dictionary<string, TRow> _rows = new(StringComparer.Ordinal);

    public IReadOnlyList<TRow> All => [.. _rows.Values];

    public TRow? Find(string id) => _rows.GetValueOrDefault(id);

    public bool TryAdd(TRow row) => _rows.TryAdd(table.Id(row), row) || _rows[table.Id(row)].Equals(row);
}
