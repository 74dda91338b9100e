using System.Globalization;

namespace AgentBridge.Schema;

/// <summary>
/// Numbers of a message: the nearest double, ties to even, as every other language reads them. Utf8JsonReader.GetDouble is not
/// used: it rounds a tie with trailing zeros up (9007199254740993.00 with 20 zeros becomes …994 instead of …992), and a price
/// that two readers understand differently is two signals.
/// </summary>
internal static class WireNumber
{
    /// <summary>The double of a JSON number; infinite beyond the range of a double.</summary>
    public static double Read(ReadOnlySpan<byte> number) => double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture);
}
