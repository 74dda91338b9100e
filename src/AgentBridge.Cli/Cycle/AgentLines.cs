using System.Collections.Concurrent;
using AgentBridge.Engine;

namespace AgentBridge.Cli;

/// <summary>What an agent meets, as lines: results on stdout, all else on stderr.</summary>
/// <param name="arguments">What was asked for.</param>
/// <param name="notices">What the source has to say besides; said after a cycle.</param>
/// <param name="voice">Where the lines go.</param>
internal sealed class AgentLines(CycleArguments arguments, ConcurrentQueue<string> notices, LoopVoice voice) : IAgentObserver
{
    // Each wait that is as long is said with its end; shorter ones come too often.
    private static readonly TimeSpan WorthSaying = TimeSpan.FromMinutes(1);

    public void Observe(AgentEvent happened)
    {
        switch (happened)
        {
            case CycleCompleted:
                voice.Works();
                while (notices.TryDequeue(out var notice))
                {
                    voice.Say(notice);
                }

                break;
            case CandleDecided decided:
                Show(decided);
                break;
            case FeedLacked lacked:
                voice.Say($"{arguments.Symbol} {lacked.Code}: {lacked.Feed}; asked again until the next close");
                break;
            case PriceStepUnknown unknown:
                voice.Say(PriceStepNotice.Text(unknown.Symbol));
                break;
            case CycleFailed failed:
                voice.Failed(Reason(failed), Next(failed.Next), isEvent: failed.Next == AgentNext.WaitAsAsked && failed.Wait >= WorthSaying);
                break;
            case ChannelLost lost:
                voice.Say($"the channel can't be used: {lost.Failure.Message}; trying on");
                break;
            case ChannelBack:
                voice.Say("the channel is back, working again");
                break;
            default:
                throw new InvalidOperationException($"no line for {happened}");
        }
    }

    private static string Reason(CycleFailed failed) =>
        failed.IsBug ? $"this is a bug: {failed.Failure.GetType().Name}: {failed.Failure.Message.ReplaceLineEndings(" ")}" : Remedies.TextOf(failed.Failure);

    private static string Next(AgentNext next) => next switch
    {
        AgentNext.WaitAsAsked => "the agent waits",
        AgentNext.NextCandle => "asked again at the next candle, or in an hour",
        _ => "trying on",
    };

    private void Show(CandleDecided decided)
    {
        var stamp = new CycleStamp(decided.At, arguments.Symbol, arguments.Timeframe, decided.CloseMs);
        voice.Show(arguments.Json ? CycleOutput.Json(decided.Result, stamp, decided.PriceStep) : $"{stamp} {CycleOutput.Text(decided.Result)}");
        if ((decided.Undecided is { } why ? $"{decided.Result.Code}: {why}" : CycleOutput.Denial(decided.Result)) is { } reason)
        {
            voice.Say($"{arguments.Symbol} {reason}");
        }
    }
}
