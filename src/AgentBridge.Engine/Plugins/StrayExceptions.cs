using System.Runtime.ExceptionServices;
using AgentBridge.Signals;

namespace AgentBridge.Engine;

/// <summary>
/// Unhandled exceptions on threads that a strategy started: without this handler they end the process, and with it the guard of open
/// trades. Only the thread ends.
/// </summary>
public static class StrayExceptions
{
    private static int _isContained;

    /// <summary>Contains them from now on; a process does so once, and a second call changes nothing.</summary>
    /// <param name="report">Takes one line for each; called on the thread that ends.</param>
    public static void Contain(Action<string> report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (Interlocked.Exchange(ref _isContained, 1) != 0)
        {
            return;
        }

        try
        {
            ExceptionHandling.SetUnhandledExceptionHandler(exception => Handle(exception, report));
        }
        catch (InvalidOperationException)
        {
            // The program has its own handler.
        }
    }

    private static bool Handle(Exception exception, Action<string> report)
    {
        try
        {
            report($"an exception that no one caught ended a thread of a strategy ({StrategyFailure.Words(exception)}); its decisions may be wrong");
        }
        catch
        {
            // Telling it must not be what ends the process.
        }

        return true;
    }
}
