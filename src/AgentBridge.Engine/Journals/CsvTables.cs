using System.Globalization;
using AgentBridge.Schema;

namespace AgentBridge.Engine;

/// <summary>The two CSV journals: their columns, in the file's order.</summary>
internal static class CsvTables
{
    public static CsvTable<DecisionRow> Decisions { get; } = new(
        "decision_log.csv",
        row => row.DecisionId,
        fields => new DecisionRow(
            fields[0], Instant(fields[1]), fields[2], fields[3], Number(fields[4]), Number(fields[5]), Number(fields[6]), Number(fields[7]), Number(fields[8])),
        Text<DecisionRow>("decision_id", row => row.DecisionId),
        new("timestamp", row => SignalTimestamp.ToText(DateTimeOffset.FromUnixTimeMilliseconds(row.TimestampMs)), text => UtcText.TryParse(text, out _), "a UTC time yyyy-MM-ddTHH:mm:ss.fffZ"),
        Text<DecisionRow>("symbol", row => row.Symbol),
        new("side", row => row.Side, text => text is "long" or "short", "long or short"),
        Price<DecisionRow>("entry_price", row => row.EntryPrice),
        Price<DecisionRow>("stop", row => row.Stop),
        Price<DecisionRow>("tp1", row => row.Tp1),
        Price<DecisionRow>("tp2", row => row.Tp2),
        Numeric<DecisionRow>("confidence", row => row.Confidence, value => value is > 0 and <= 1, "a number > 0 and ≤ 1"));

    public static CsvTable<TradeResultRow> TradeResults { get; } = new(
        "trade_results.csv",
        row => row.DecisionId,
        fields => new TradeResultRow(fields[0], Number(fields[1]), Number(fields[2])),
        Text<TradeResultRow>("decision_id", row => row.DecisionId),
        Price<TradeResultRow>("exit_price", row => row.ExitPrice),
        Numeric<TradeResultRow>("pnl_r_multiple", row => row.PnlRMultiple, _ => true, "a finite number"));

    private static CsvColumn<TRow> Text<TRow>(string name, Func<TRow, string> value) =>
        new(name, value, text => !string.IsNullOrWhiteSpace(text), "a text that is not blank");

    private static CsvColumn<TRow> Price<TRow>(string name, Func<TRow, double> value) =>
        Numeric(name, value, number => number > 0, "a finite number > 0");

    private static CsvColumn<TRow> Numeric<TRow>(string name, Func<TRow, double> value, Func<double, bool> isInRange, string range) =>
        new(name, row => CsvText.Number(value(row)), text => CsvText.TryNumber(text, out var number) && isInRange(number), range);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static long Instant(string text) => UtcText.TryParse(text, out var instant) ? instant.ToUnixTimeMilliseconds() : 0;
}
