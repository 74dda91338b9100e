using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace AgentBridge.Market;

/// <summary>
/// Multiply-add with one rounding, so that every program computes the same bits: also one that is compiled ahead of time for machines without the
/// instruction, where the C library does it, slower. Only Windows without the instruction has two roundings: its C library may round wrongly.
/// Decided once, by the compiler.
/// </summary>
internal static class Fused
{
    /// <summary>Whether there is one rounding.</summary>
    public static bool IsSupported
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Fma.IsSupported || AdvSimd.IsSupported || !OperatingSystem.IsWindows();
    }

    /// <summary>a·b + c.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double MultiplyAdd(double a, double b, double c) => IsSupported ? Math.FusedMultiplyAdd(a, b, c) : (a * b) + c;

    /// <summary>a·b + c, two at once; each equal to the scalar result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> MultiplyAdd(Vector128<double> a, Vector128<double> b, Vector128<double> c) =>
        IsSupported ? Vector128.FusedMultiplyAdd(a, b, c) : (a * b) + c;

    /// <summary>a·b + c, four at once; each equal to the scalar result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> MultiplyAdd(Vector256<double> a, Vector256<double> b, Vector256<double> c) =>
        IsSupported ? Vector256.FusedMultiplyAdd(a, b, c) : (a * b) + c;

    /// <summary>The remainder of a division: (dividend - quotient·divisor) / divisor; 0 if it can't be determined.</summary>
    public static double DivisionRest(double dividend, double divisor, double quotient) =>
        IsSupported ? Math.FusedMultiplyAdd(-quotient, divisor, dividend) / divisor : 0;
}
