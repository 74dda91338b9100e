using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AgentBridge.Market;

/// <summary>The smaller.</summary>
internal readonly struct Smallest : IExtreme
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Of(double left, double right) => double.MinNative(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Of(Vector256<double> left, Vector256<double> right) => Vector256.MinNative(left, right);
}
