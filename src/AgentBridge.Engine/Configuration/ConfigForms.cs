using AgentBridge.Market;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Engine;

/// <summary>A Redis server's URL.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class RedisUrlFormAttribute : OptionFormAttribute
{
    public override string Expected => RedisUrl.Form;

    public override bool IsSecret => true;

    public override bool TryRead(string text, out object? value, out string? problem)
    {
        var isUrl = RedisUrl.TryParse(text, out var url, out problem);
        value = url;
        return isUrl;
    }

    public override string? Format(object value) => (value as RedisUrl)?.ToString();
}

/// <summary>A timeframe that exchanges have.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TradedTimeframeAttribute : OptionFormAttribute
{
    public override string Expected => "one of " + string.Join(", ", Timeframe.Traded);

    public override ParameterKind Kind => ParameterKind.Timeframe;

    public override bool TryRead(string text, out object? value, out string? problem)
    {
        problem = null;
        var isTraded = Timeframe.TryParseTraded(text, out var timeframe);
        value = timeframe;
        return isTraded;
    }
}

/// <summary>The name of a strategy of the catalogue.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class StrategyNameFormAttribute : OptionFormAttribute
{
    private static readonly string[] Names = [.. StrategyCatalog.BuiltIn.All.Select(d => d.Name.Name)];

    public override string Expected => string.Join(" or ", Names);

    public override bool TryRead(string text, out object? value, out string? problem)
    {
        (value, problem) = (text, null);
        return Names.Contains(text, StringComparer.Ordinal);
    }
}

/// <summary>Parameters of a strategy, <c>k=v;k=v</c>; empty for none.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ParametersFormAttribute : OptionFormAttribute
{
    public override string Expected => "name=value, several joined by ;";

    public override bool TryRead(string text, out object? value, out string? problem)
    {
        (value, problem) = (text, null);
        try
        {
            _ = ParameterText.Split(text);
        }
        catch (StrategyException exception)
        {
            problem = exception.Message.Split("; expected")[0];
        }

        return problem is null;
    }
}

/// <summary>A price step, or <c>auto</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PriceStepFormAttribute : OptionFormAttribute
{
    public override string Expected => PriceSteps.Form;

    public override bool TryRead(string text, out object? value, out string? problem)
    {
        problem = null;
        var isStep = PriceSteps.TryParse(text, out var step);
        value = step;
        return isStep;
    }

    public override string? Format(object value) => value is PriceStep { IsKnown: true } step ? step.ToString() : PriceSteps.Auto;
}
