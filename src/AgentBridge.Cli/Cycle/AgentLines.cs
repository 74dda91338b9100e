using System.Collections.Concurrent;
using AgentBridge.Engine;

namespace AgentBridge.Cli;

/// <summary>Prints an agent's events as lines: results on stdout, everything else on stderr.</summary>
/// <param name="arguments">The command's arguments.</param>
/// <param name="notices">Further messages of the source; printed after a cycle.</param>
/// <param name="printer">The output.</param>
internal sealed class AgentLines(CycleArguments arguments, ConcurrentQueue<string> notices, AgentPrinter printer) : IAgentObserver
{
    // Waits of at least this length are reported with their end; shorter ones are too frequent.
    private static readonly TimeSpan WorthReporting = TimeSpan.FromMinutes(1);

    public void Observe(AgentEvent happened)
    {
        switch (happened)
        {
            case CycleCompleted:
                printer.Recovered();
                while (notices.TryDequeue(out var notice))
                {
                    printer.Message(notice);
                }

                break;
            case CandleDecided decided:
                Show(decided);
                break;
            case FeedUnavailable unavailable:
                printer.Message($"{arguments.Symbol} {unavailable.Code}: {unavailable.Feed}; retrying until the next close");
                break;
            case PriceStepUnknown unknown:
                printer.Message(PriceStepNotice.Text(unknown.Symbol));
                break;
            case CycleFailed failed:
                Show(failed, printer);
                break;
            case ChannelLost lost:
                printer.Channel(lost.Failure.Message);
                break;
            case ChannelBack:
                printer.Channel(problem: null);
                break;
            default:
                throw new InvalidOperationException($"no line for {happened}");
        }
    }

    /// <summary>Prints a failed cycle.</summary>
    public static void Show(CycleFailed failed, AgentPrinter printer) => printer.Failed(
        Reason(failed), Next(failed.Next), failed.IsBug ? AgentLogLevel.Error : AgentLogLevel.Warn, isEvent: failed.Next == AgentNext.WaitAsAsked && failed.Wait >= WorthReporting);

    private static string Reason(CycleFailed failed) =>
        failed.IsBug ? $"this is a bug: {failed.Failure.GetType().Name}: {failed.Failure.Message.ReplaceLineEndings(" ")}" : Remedies.TextOf(failed.Failure);

    private static string Next(AgentNext next) => next switch
    {
        AgentNext.WaitAsAsked => "the agent waits",
        AgentNext.NextCandle => "retrying at the next candle, or in an hour",
        _ => "retrying",
    };

    private void Show(CandleDecided decided)
    {
        var stamp = new CycleStamp(decided.At, arguments.Symbol, arguments.Timeframe, decided.CloseMs);
        printer.Result(arguments.Json ? CycleOutput.Json(decided.Result, stamp, decided.PriceStep) : $"{stamp} {CycleOutput.Text(decided.Result)}");
        if ((decided.Undecided is { } why ? $"{decided.Result.Code}: {why}" : CycleOutput.Denial(decided.Result)) is { } reason)
        {
            printer.Message($"{arguments.Symbol} {reason}");
        }
    }
}
