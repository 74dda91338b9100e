using System.Globalization;
using AgentBridge.Cli;
using AgentBridge.Engine;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>What all tests of a dry-run on Freqtrade share.</summary>
internal static class FreqtradeDryRuns
{
    internal static FreqtradeRun Open(string version, bool withRedis)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads /proc");
        Skip.If(FreqtradeCheckout.Environment(version) is null, $"needs {FreqtradeCheckout.Variable(version)}: the path of a Freqtrade environment's python");
        return new(version, withRedis);
    }

    /// <summary>trade_results.csv has one row, and it is what Freqtrade's own table gives.</summary>
    internal static async Task<TradeResultRow> ResultIsFreqtradesAsync(FreqtradeRun scenario, string reason)
    {
        var row = TradeResultJournal.Read(scenario.Cli.Journals).Should().ContainSingle().Subject;
        var own = await scenario.OwnTradeAsync();
        var tag = own.Tag.Split('|');
        double Level(string name) => double.Parse(tag.Single(part => part.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..], CultureInfo.InvariantCulture);
        own.IsOpen.Should().BeFalse();
        own.Reason.Should().Be(reason);
        row.DecisionId.Should().Be(tag[1]);
        row.ExitPrice.Should().Be(own.CloseRate);
        row.PnlRMultiple.Should().BeApproximately(own.Profit / (own.Amount * Math.Abs(Level("e") - Level("sl"))), 1e-9);
        return row;
    }
}
