using System.Runtime.CompilerServices;
using AgentBridge.Native;

namespace Acme.Edge1;

/// <summary>A native library names its strategies when it is loaded.</summary>
internal static class NativeLibrary
{
    [ModuleInitializer]
    internal static void Register() => NativeStrategies.Add<Acme_Edge1Strategy, Acme_Edge1Options>();
}
