using AgentBridge.Market;

namespace AgentBridge.Cli;

/// <summary>The warning that prices can't be rounded to the market's price step.</summary>
internal static class PriceStepNotice
{
    public static string Text(string symbol) =>
        FormattableString.Invariant($"the price step of {symbol} is unknown (its prices have more than {PriceStep.MaxDecimals} decimals): prices are rounded to 12 significant digits; name the step with --tick or TICK_SIZE");

    public static void IfUnknown(PriceStep step, string symbol, CliHost host)
    {
        if (!step.IsKnown)
        {
            host.Error.WriteLine($"bridge: {Text(symbol)}");
        }
    }
}
