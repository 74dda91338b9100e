namespace AgentBridge.Market;

/// <summary>What a window of values adds up to, such as their sum; the default value is that of no values.</summary>
/// <typeparam name="T">The implementing type.</typeparam>
internal interface IWindowPart<T>
    where T : struct, IWindowPart<T>
{
    /// <summary>With one more value, the newest.</summary>
    /// <param name="value">A finite input of the window.</param>
    /// <param name="origin">What is subtracted from each value; the same for all of them.</param>
    T Append(double value, double origin);

    /// <summary>With one more value, the oldest.</summary>
    /// <param name="value">A finite input of the window.</param>
    /// <param name="origin">What is subtracted from each value; the same for all of them.</param>
    T Prepend(double value, double origin);

    /// <summary>Two parts of a window with the same origin.</summary>
    /// <param name="older">The values before.</param>
    /// <param name="newer">The values after them.</param>
    static abstract T Join(in T older, in T newer);
}
