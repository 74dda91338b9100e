namespace AgentBridge.Engine;

/// <summary>The columns of a CSV journal and how one row type fills them: writing, reading and checking go through the same list.</summary>
internal sealed class CsvTable<TRow>(string fileName, Func<TRow, string> id, Func<string[], TRow> build, params CsvColumn<TRow>[] columns)
    where TRow : class
{
    public string FileName => fileName;

    public string Header { get; } = string.Join(',', columns.Select(column => column.Name));

    public string Id(TRow row) => id(row);

    /// <summary>The row as a line with its newline.</summary>
    /// <exception cref="ArgumentException">A value is outside its column's range.</exception>
    public string Format(TRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var fields = Array.ConvertAll(columns, column => column.Format(row));
        if (FirstProblem(fields) is { } problem)
        {
            throw new ArgumentException($"{fileName}: {problem}.", nameof(row));
        }

        return CsvText.Join(fields) + "\n";
    }

    /// <summary>The row of a record; <see langword="null"/> and the problem if it is invalid.</summary>
    public TRow? Parse(string[] fields, out string? problem)
    {
        problem = FirstProblem(fields);
        return problem is null ? build(fields) : null;
    }

    private string? FirstProblem(string[] fields)
    {
        if (fields.Length != columns.Length)
        {
            var place = fields.Length < columns.Length ? $"column {columns[fields.Length].Name} is missing" : "there are more columns than the header has";
            return $"{place} ({fields.Length} of {columns.Length})";
        }

        for (var i = 0; i < columns.Length; i++)
        {
            if (!columns[i].IsValid(fields[i]))
            {
                return $"column {columns[i].Name}: '{fields[i].ReplaceLineEndings(" ")}' is not {columns[i].Range}";
            }
        }

        return null;
    }
}

/// <summary>One column: its name, its text for a row, and the accepted values.</summary>
internal sealed record CsvColumn<TRow>(string Name, Func<TRow, string> Format, Func<string, bool> IsValid, string Range);
