using System.Runtime.CompilerServices;
using AgentBridge.Native;

namespace AgentBridge.Tests.NativeStrategy;

internal static class Registration
{
    [ModuleInitializer]
    internal static void Add() => NativeStrategies.Add<Rebound, ReboundOptions>();
}
