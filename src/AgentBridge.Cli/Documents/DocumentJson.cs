using System.Text.Json.Serialization;
using AgentBridge.Backtesting;

namespace AgentBridge.Cli;

/// <summary>
/// The generated writer of every document of the command line: snake_case names in the order in which the record declares them, null for absent values.
/// <see cref="JsonOut"/> decides how texts are escaped.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(AgentStatusDocument))]
[JsonSerializable(typeof(BacktestDocument))]
[JsonSerializable(typeof(BacktestSettingsDocument))]
[JsonSerializable(typeof(BacktestTradeDocument))]
[JsonSerializable(typeof(CandlesCheckDocument))]
[JsonSerializable(typeof(CandlesConvertDocument))]
[JsonSerializable(typeof(CandlesDownloadDocument))]
[JsonSerializable(typeof(CandlesInfoDocument))]
[JsonSerializable(typeof(CandlesResampleDocument))]
[JsonSerializable(typeof(CycleDocument))]
[JsonSerializable(typeof(DryRunDocument))]
[JsonSerializable(typeof(FailureDocument))]
[JsonSerializable(typeof(FileFailureDocument))]
[JsonSerializable(typeof(FreqtradeInstallDocument))]
[JsonSerializable(typeof(FreqtradeStrategyDocument))]
[JsonSerializable(typeof(FreqtradeWheelDocument))]
[JsonSerializable(typeof(FuzzDocument))]
[JsonSerializable(typeof(GenerateDocument))]
[JsonSerializable(typeof(IReadOnlyList<BacktestProtection>))]
[JsonSerializable(typeof(IReadOnlyList<CandlesCheckDocument>))]
[JsonSerializable(typeof(IReadOnlyList<DoctorDocument>))]
[JsonSerializable(typeof(IReadOnlyList<GateResult>))]
[JsonSerializable(typeof(IReadOnlyList<IndicatorDocument>))]
[JsonSerializable(typeof(IReadOnlyList<StrategyDocument>))]
[JsonSerializable(typeof(IReadOnlyList<ValidateDocument>))]
[JsonSerializable(typeof(IndicatorValuesDocument))]
[JsonSerializable(typeof(PackDocument))]
[JsonSerializable(typeof(PairFailureDocument))]
[JsonSerializable(typeof(ParityDocument))]
[JsonSerializable(typeof(ParityAllDocument))]
[JsonSerializable(typeof(ParityTrade))]
[JsonSerializable(typeof(PublishDocument))]
[JsonSerializable(typeof(SimulateDocument))]
[JsonSerializable(typeof(StrategyCheckDocument))]
[JsonSerializable(typeof(TestDocument))]
[JsonSerializable(typeof(TestEvidence))]
[JsonSerializable(typeof(WhyDocument))]
internal sealed partial class DocumentJson : JsonSerializerContext;
