using System.Reflection;
using AgentBridge.Schema;
using AgentBridge.Signals;

namespace AgentBridge.Tests.Plugins;

/// <summary>What a strategy can reach through its arguments and through the public types of the contract's assemblies.</summary>
public sealed class ContractReachTests
{
    private const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static;

    private static readonly Assembly[] Contract = [typeof(ISignalPublisher).Assembly, typeof(AgentBridge.Market.Candle).Assembly, typeof(IStrategyStream).Assembly];

    [Fact]
    public void Contract_WhatAStrategyIsHanded_ReachesNoPublisherJournalOrApproval()
    {
        var reached = new HashSet<Type>();
        foreach (var method in typeof(IStrategyStream).GetMethods(Public).Concat(typeof(IStrategy<>).GetMethods(Public)))
        {
            foreach (var parameter in method.GetParameters())
            {
                Reach(parameter.ParameterType, reached);
            }
        }

        reached.Should().Contain(typeof(AgentBridge.Market.Candle)).And.Contain(typeof(TradePlan));
        reached.Should().OnlyContain(type => !IsPower(type));
        reached.Where(type => type.Namespace!.StartsWith("AgentBridge", StringComparison.Ordinal)).Should().OnlyContain(type => Contract.Contains(type.Assembly));
    }

    [Fact]
    public void Contract_Assemblies_MakeNoApprovedSignalAndHoldNoPublisher()
    {
        var types = Contract.SelectMany(a => a.GetExportedTypes()).ToList();

        typeof(ApprovedSignal).GetConstructors().Should().BeEmpty("only the gate creates one");
        types.SelectMany(t => t.GetMethods(Public | BindingFlags.DeclaredOnly)).Where(m => m.ReturnType == typeof(ApprovedSignal)).Should().BeEmpty();
        types.Where(t => t is { IsInterface: false, IsAbstract: false } && typeof(ISignalPublisher).IsAssignableFrom(t)).Should().BeEmpty();
        types.SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.Static)).Where(f => IsPower(f.FieldType)).Should().BeEmpty();
        types.SelectMany(t => t.GetProperties(BindingFlags.Public | BindingFlags.Static)).Where(p => IsPower(p.PropertyType)).Should().BeEmpty();
    }

    [Fact]
    public void Contract_Assemblies_ReferenceNoDecidingOrWritingAssembly() =>
        Contract.SelectMany(a => a.GetReferencedAssemblies()).Select(a => a.Name!).Where(name => name.StartsWith("AgentBridge", StringComparison.Ordinal))
            .Should().OnlyContain(name => Contract.Select(a => a.GetName().Name).Contains(name));

    private static bool IsPower(Type type) =>
        type == typeof(ApprovedSignal) || typeof(ISignalPublisher).IsAssignableFrom(type) || typeof(ISignalSource).IsAssignableFrom(type)
        || type.FullName!.Contains("Journal", StringComparison.Ordinal) || typeof(Stream).IsAssignableFrom(type);

    private static void Reach(Type type, HashSet<Type> reached)
    {
        type = type.IsByRef ? type.GetElementType()! : type;
        if (type.IsGenericParameter || !reached.Add(type) || type.Namespace?.StartsWith("AgentBridge", StringComparison.Ordinal) != true)
        {
            return;
        }

        foreach (var member in type.GetProperties(Public).Select(p => p.PropertyType)
            .Concat(type.GetFields(Public).Select(f => f.FieldType))
            .Concat(type.GetMethods(Public).Where(m => m.DeclaringType == type).SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType))))
        {
            Reach(member, reached);
        }
    }
}
