using System.Globalization;

namespace AgentBridge.Testing;

/// <summary>Cultures that every machine has, also one without culture data.</summary>
public static class ForeignCultures
{
    /// <summary>A culture with a decimal comma, another sign and other dates.</summary>
    public static CultureInfo DecimalComma()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.NegativeSign = "−";
        culture.DateTimeFormat.DateSeparator = ".";
        culture.DateTimeFormat.ShortDatePattern = "dd.MM.yyyy";
        return culture;
    }
}
