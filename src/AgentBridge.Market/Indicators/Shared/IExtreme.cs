using System.Runtime.Intrinsics;

namespace AgentBridge.Market;

/// <summary>The greater or the smaller of two values.</summary>
internal interface IExtreme
{
    static abstract double Of(double left, double right);

    static abstract Vector256<double> Of(Vector256<double> left, Vector256<double> right);
}
