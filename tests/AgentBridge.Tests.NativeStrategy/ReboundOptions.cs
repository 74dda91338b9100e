using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AgentBridge.Schema;

namespace AgentBridge.Tests.NativeStrategy;

public sealed record ReboundOptions : IOptionRules
{
    [Range(1, 10), Description("falling closes in a row before the turn")]
    public int Falls { get; init; } = 2;

    [Range(1, 20), Description("falling closes that are counted; not less than falls")]
    public int MostFalls { get; init; } = 10;

    [Range(0.0, 5.0), Description("how far below the lowest the stop lies, as a part of the distance to it")]
    public double Room { get; init; } = 0.5;

    [Range(1.5, 10.0), Description("where the second target lies, in R")]
    public double Reach { get; init; } = 2.5;

    public IEnumerable<string> Validate() => Falls <= MostFalls ? [] : ["falls must not be more than most_falls"];
}
