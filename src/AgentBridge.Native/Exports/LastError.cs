using System.Text;

namespace AgentBridge.Native.Exports;

/// <summary>The message of the last call that failed on this thread.</summary>
internal static class LastError
{
    [ThreadStatic]
    private static byte[]? _text;

    public static ReadOnlySpan<byte> Text => _text;

    public static NativeStatus Keep(Exception failure)
    {
        try
        {
            var native = failure as NativeException ?? NativeFailure.Of(failure);
            _text = Encoding.UTF8.GetBytes(native.Message);
            return native.Status;
        }
        catch (Exception)
        {
            // Out of memory, or a dependency is damaged: the status still reports that the call failed.
            _text = null;
            return NativeStatus.Failed;
        }
    }
}
