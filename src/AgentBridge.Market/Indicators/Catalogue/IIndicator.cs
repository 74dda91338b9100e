namespace AgentBridge.Market;

/// <summary>
/// An indicator over closed bars, one bar at a time. Each indicator is one kernel: its own type with its natural inputs (<see cref="EmaState.Update"/>
/// takes one value), which batch, catalogue and strategies all run. This interface is the common form of all of them.
/// </summary>
/// <threadsafety>One thread at a time.</threadsafety>
public interface IIndicator
{
    /// <summary>Whether enough bars were taken for every output to have a value.</summary>
    bool IsReady { get; }

    /// <summary>Takes one closed bar.</summary>
    /// <param name="bar">The bar after those that were taken.</param>
    /// <returns>Whether the bar was taken; a refused one changes nothing. <see cref="BarRefusals.Of"/> names the reason.</returns>
    bool Update(in Candle bar);

    /// <summary>The current outputs, in the order of <see cref="IndicatorDescriptor.Outputs"/>.</summary>
    /// <param name="values">At least as long as the outputs. An output is NaN until it has a value.</param>
    void Read(Span<double> values);

    /// <summary>What <see cref="Read"/> would give after a forming bar; the state does not change.</summary>
    /// <param name="bar">The bar so far.</param>
    /// <param name="values">At least as long as the outputs; NaN in each if <see cref="Update"/> would refuse the bar.</param>
    /// <returns>Whether <see cref="Update"/> would take the bar.</returns>
    bool Peek(in Candle bar, Span<double> values);

    /// <summary>A copy that goes on from here on its own.</summary>
    IIndicator Clone();

    /// <summary>Forgets every bar.</summary>
    void Reset();
}
