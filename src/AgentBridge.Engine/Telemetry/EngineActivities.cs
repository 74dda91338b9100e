using System.Diagnostics;
using AgentBridge.Schema;

namespace AgentBridge.Engine;

/// <summary>The activities of the source <see cref="EngineTelemetry.ActivitySourceName"/>; none is created without a listener.</summary>
internal static class EngineActivities
{
    private static readonly ActivitySource Source = new(EngineTelemetry.ActivitySourceName, typeof(EngineActivities).Assembly.GetName().Version?.ToString(3));

    public static Activity? Cycle(in CycleTags tags, string strategy) => Source.StartActivity(EngineTelemetry.CycleActivity)
        ?.SetTag(EngineTelemetry.Pair, tags.Pair).SetTag(EngineTelemetry.Timeframe, tags.Timeframe).SetTag(EngineTelemetry.Strategy, strategy);

    public static Activity? Publish(TradingSignal signal) => Source.StartActivity(EngineTelemetry.PublishActivity, ActivityKind.Producer)
        ?.SetTag(EngineTelemetry.Pair, signal.Symbol).SetTag(EngineTelemetry.DecisionId, signal.DecisionId.ToString());

    public static void End(this Activity? activity, CycleResult result)
    {
        _ = activity?.SetTag(EngineTelemetry.Outcome, CycleTags.NameOf(result.Outcome)).SetTag(EngineTelemetry.Code, result.Code);
        if (result.Signal is { } signal)
        {
            _ = activity?.SetTag(EngineTelemetry.DecisionId, signal.DecisionId.ToString());
        }
    }

    public static void Fail(this Activity? activity, Exception failure) =>
        activity?.SetTag(EngineTelemetry.ErrorType, ErrorTypes.Of(failure)).SetStatus(ActivityStatusCode.Error);
}
