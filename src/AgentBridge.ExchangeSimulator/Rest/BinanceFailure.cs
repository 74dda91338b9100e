using System.Globalization;

namespace AgentBridge.ExchangeSimulator;

/// <summary>A request that Binance rejects, with Binance's status, code and message.</summary>
internal sealed class BinanceFailure(int code, string message, int status = 400) : Exception(message)
{
    public int Code { get; } = code;

    public int Status { get; } = status;

    public static BinanceFailure InvalidSymbol() => new(-1121, "Invalid symbol.");

    public static BinanceFailure InvalidInterval() => new(-1120, "Invalid interval.");

    public static BinanceFailure BadCombination() => new(-1128, "Combination of optional parameters invalid.");

    public static BinanceFailure Illegal(string parameter, string range) =>
        new(-1100, $"Illegal characters found in parameter '{parameter}'; legal range is '{range}'.");

    public static BinanceFailure TooMany(int expected, int received) =>
        new(-1101, string.Create(CultureInfo.InvariantCulture, $"Too many parameters; expected '{expected}' and received '{received}'."));

    public static BinanceFailure Duplicate() => new(-1101, "Duplicate values for a parameter detected.");

    public static BinanceFailure Missing(string parameter) => new(-1102, $"Mandatory parameter '{parameter}' was not sent, was empty/null, or malformed.");

    public static BinanceFailure Unread(int read, int sent) =>
        new(-1104, string.Create(CultureInfo.InvariantCulture, $"Not all sent parameters were read; read '{read}' parameter(s) but was sent '{sent}'."));

    public static BinanceFailure Empty(string parameter) => new(-1105, $"Parameter '{parameter}' was empty.");

    public static BinanceFailure Overflow(string parameter) => new(-1108, $"Parameter '{parameter}' overflowed.");

    public static BinanceFailure NotValid(string parameter) => new(-1130, $"Data sent for parameter '{parameter}' is not valid.");
}
