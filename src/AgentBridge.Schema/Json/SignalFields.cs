using System.Text.Json;

namespace AgentBridge.Schema;

/// <summary>The contract's fields, object by object, in canonical order.</summary>
internal static class SignalFields
{
    public static readonly string[] Root = ["version", "decision_id", "timestamp", "symbol", "side", "confidence", "entry", "risk", "rationale"];

    public static readonly string[] Entry = ["type", "price"];

    public static readonly string[] Risk = ["initial_stop", "take_profits", "max_capital_pct"];

    public static readonly string[] TakeProfit = ["price", "size_pct"];

    public static readonly TargetPaths FirstTarget = new("risk.take_profits[0]", "risk.take_profits[0].price", "risk.take_profits[0].size_pct");

    public static readonly TargetPaths SecondTarget = new("risk.take_profits[1]", "risk.take_profits[1].price", "risk.take_profits[1].size_pct");

    // A name from outside goes into logs and terminals: it is shortened, and control characters are removed.
    private const int MaxShownName = 40;

    /// <summary>The path of a field, for display.</summary>
    /// <param name="parent">The object's path; empty for the root.</param>
    /// <param name="name">The field's name, as a message spells it.</param>
    public static string PathOf(string parent, string? name)
    {
        var shown = string.Concat((name ?? "").Take(MaxShownName).Select(c => c is > ' ' and <= '~' ? c : '?'));
        return parent.Length == 0 ? shown : $"{parent}.{shown}";
    }

    /// <summary>The index of the field at whose name the reader is positioned; -1 for a field that the object does not have.</summary>
    public static int IndexOf(ref Utf8JsonReader reader, string[] fields)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (reader.ValueTextEquals(fields[i]))
            {
                return i;
            }
        }

        return -1;
    }
}

/// <summary>The paths of one target's fields, prebuilt so that reading builds none.</summary>
/// <param name="Self">The target.</param>
/// <param name="Price">The path of its price.</param>
/// <param name="Size">Its share.</param>
internal sealed record TargetPaths(string Self, string Price, string Size);
