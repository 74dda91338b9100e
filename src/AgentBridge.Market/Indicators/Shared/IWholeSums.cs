namespace AgentBridge.Market;

/// <summary>What a window of whole numbers adds up to, exactly; the default value is that of a window of zeros.</summary>
/// <typeparam name="T">The implementing type.</typeparam>
internal interface IWholeSums<T>
    where T : struct, IWholeSums<T>
{
    /// <summary>After one step of the window.</summary>
    /// <param name="entering">The newest number, from 0 to 2^53.</param>
    /// <param name="leaving">The one that leaves the window.</param>
    /// <param name="length">How many numbers the window has, at most <see cref="WholeUnits.LongestWindow"/>.</param>
    T Slide(long entering, long leaving, int length);
}
