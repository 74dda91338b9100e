using System.Globalization;
using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary>The value of <c>--stake</c>: <c>capital</c>, <c>unlimited</c>, or an amount.</summary>
/// <param name="Sizing">Where the stake of a trade comes from.</param>
/// <param name="Amount">The amount in the quote currency; 0 for unlimited.</param>
internal sealed record StakeText(BacktestSizing Sizing, double Amount)
{
    /// <summary>Reads it.</summary>
    /// <exception cref="CliException">It is none of the three.</exception>
    public static StakeText Parse(string text) => text switch
    {
        "capital" => new(BacktestSizing.Capital, 0),
        "unlimited" => new(BacktestSizing.Stake, 0),
        _ when double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var amount) && amount is > 0 and < double.PositiveInfinity =>
            new(BacktestSizing.Stake, amount),
        _ => throw new CliException(ExitCodes.Usage, $"--stake {text}: expected capital (the signal's share of the wallet), unlimited (the free balance divided by the slots), or an amount > 0, such as 1000"),
    };
}
