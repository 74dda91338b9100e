using System.Globalization;
using System.Text.Json;

namespace AgentBridge.ExchangeSimulator;

/// <summary>Numbers as Binance writes them: text with eight decimals, or as many more as the value needs to be read back equal.</summary>
internal static class WireNumber
{
    private static readonly string[] Formats = ["F8", "F12", "F17", "F30", "F340"];

    public static string Text(double value)
    {
        foreach (var format in Formats)
        {
            var text = value.ToString(format, CultureInfo.InvariantCulture);
            if (double.Parse(text, CultureInfo.InvariantCulture) == value)
            {
                return text;
            }
        }

        return value.ToString("R", CultureInfo.InvariantCulture);
    }

    public static void WriteDecimal(this Utf8JsonWriter writer, string name, double value) => writer.WriteString(name, Text(value));

    public static void WriteDecimalValue(this Utf8JsonWriter writer, double value) => writer.WriteStringValue(Text(value));
}
