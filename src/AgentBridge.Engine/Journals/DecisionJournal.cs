namespace AgentBridge.Engine;

/// <summary>
/// decision_log.csv: the approved decisions, one row a decision_id, each on the device before the append returns (about 0.2 ms).
/// Append first, publish then: if the append throws, the decision must not be published. Safe for several threads and processes.
/// </summary>
public sealed class DecisionJournal
{
    private readonly CsvJournal<DecisionRow> _journal;

    private readonly JournalOptions _options;

    private DecisionJournal(string folder, JournalOptions options) => (_journal, _options) = (new(CsvTables.Decisions, folder, options), options);

    /// <summary>The file's name within its folder.</summary>
    public static string FileName => CsvTables.Decisions.FileName;

    /// <summary>The file's first line.</summary>
    public static string Header => CsvTables.Decisions.Header;

    /// <summary>The file.</summary>
    public string FilePath => _journal.FilePath;

    /// <summary>The repair of the last line on opening.</summary>
    public JournalRepair Repair => _journal.Repair;

    /// <summary>Opens the journal of a folder; creates missing folder, file and header, repairs a torn last line.</summary>
    /// <param name="folder">The journal folder, such as <c>decision_logs</c>.</param>
    /// <exception cref="JournalException">The folder can't be used, or the file is not a decision log.</exception>
    public static DecisionJournal Open(string folder) => Open(folder, JournalOptions.Default);

    /// <inheritdoc cref="Open(string)"/>
    /// <param name="folder">The journal folder, such as <c>decision_logs</c>.</param>
    /// <param name="options">Disk, clock and waits.</param>
    public static DecisionJournal Open(string folder, JournalOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(options);
        var journal = options.Watch(() => new DecisionJournal(folder, options));
        options.NoteOpened(journal.FilePath, journal.Repair);
        return journal;
    }

    /// <summary>The rows of a folder's journal in the file's order; none where the file is missing. Writes nothing; a cut last line is left out.</summary>
    /// <param name="folder">The journal folder, such as <c>decision_logs</c>.</param>
    /// <exception cref="JournalException">The file can't be read or is not a decision log.</exception>
    public static IReadOnlyList<DecisionRow> Read(string folder) => CsvJournal<DecisionRow>.Read(CsvTables.Decisions, folder, PhysicalDisk.Instance);

    /// <summary>The row of a decision, as last seen; <see langword="null"/> if there is none.</summary>
    /// <param name="decisionId">The decision's id.</param>
    public DecisionRow? Find(string decisionId) => _journal.Find(decisionId);

    /// <summary>Tests whether a row could be appended now: takes the lock, reads what is new and repairs a torn last line; appends nothing.</summary>
    /// <exception cref="JournalException">It could not; the message says why.</exception>
    public void Check() => _ = _options.Watch(_journal.Check);

    /// <summary>Appends a row unless its decision_id exists.</summary>
    /// <param name="row">The row; its values must be within the ranges of <see cref="DecisionRow"/>.</param>
    /// <exception cref="JournalException">The row could not be written; the file is unchanged, or the next append repairs it.</exception>
    /// <exception cref="ArgumentException">A value is out of its range (a bug of the caller).</exception>
    public AppendOutcome AppendDecision(DecisionRow row) => _options.Watch(() => _journal.Append(row));
}
