using System.Numerics;
using System.Text;
using AgentBridge.Cli.Fuzzing;
using AgentBridge.Schema;
using AgentBridge.Tests.Support;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using NJsonSchema;

namespace AgentBridge.Tests.Schema;

/// <summary>The C# reader, NJsonSchema and Python's jsonschema agree on everything that all of them can check.</summary>
public sealed class ValidatorAgreementTests
{
    private const int FuzzedMessages = 3000;

    private static readonly JsonSchema Schema = JsonSchema.FromFileAsync(Repository.PathOf("schema", "trading-signal-1.0.schema.json")).GetAwaiter().GetResult();

    [Fact]
    public void NJsonSchema_ValidAndSchemaAndRuleFiles_AgreesWithTheReader()
    {
        foreach (var file in Corpus.Valid.Concat(Corpus.Invalid).Where(file => file.Expected?.Layer != ViolationLayer.Syntax))
        {
            NJsonSchemaAccepts(file.Bytes).Should().Be(file.Expected?.Layer != ViolationLayer.Schema, file.Path);
        }
    }

    [Fact]
    public void NJsonSchema_Binary64Files_JudgesSomeWrongly()
    {
        // Its decimals can't represent these numbers. If a later version can, the files belong in the other folders.
        var wrong = Corpus.Binary64.Where(file => NJsonSchemaAccepts(file.Bytes) != file.Expected is null).Select(file => file.Path);

        wrong.Should().Contain("binary64/VALID--price-denormal.json").And.Contain("binary64/CONFIDENCE_OUT_OF_RANGE--one-ulp-above-1.json");
    }

    [SkippableFact]
    [Trait(Cost.Key, Cost.Slow)]
    public void Python_WholeCorpus_AgreesWithTheReader()
    {
        var files = Corpus.All.ToList();
        foreach (var (python, verdicts) in PythonValidator.Judge([.. files.Select(file => file.Bytes)]))
        {
            foreach (var (file, verdict) in files.Zip(verdicts))
            {
                verdict.Should().Be(Expected(file.Expected), $"{file.Path} with {python}");
            }
        }
    }

    [SkippableFact]
    [Trait(Cost.Key, Cost.Slow)]
    public void Python_MutatedMessages_AgreesWithTheReader()
    {
        var messages = Enumerable.Range(0, FuzzedMessages).Select(i => FuzzMessages.Create(seed: 20250601, i)).ToList();
        foreach (var (python, verdicts) in PythonValidator.Judge(messages))
        {
            foreach (var (message, verdict) in messages.Zip(verdicts))
            {
                var code = Corpus.CodeOf(message);
                verdict.Should().Be(Expected(code == ViolationCode.Unspecified ? null : ViolationCatalog.Of(code)), $"{Encoding.UTF8.GetString(message)} with {python}");
            }
        }
    }

    private static PythonVerdict Expected(ViolationInfo? violation) => violation?.Layer == ViolationLayer.Syntax
        ? new PythonVerdict(violation.Name, null)
        : new PythonVerdict(null, violation?.Layer != ViolationLayer.Schema);

    private static bool NJsonSchemaAccepts(byte[] message)
    {
        using var reader = new JsonTextReader(new StringReader(Encoding.UTF8.GetString(message))) { DateParseHandling = DateParseHandling.None };
        var document = JToken.ReadFrom(reader);

        // Integers beyond 64 bits make NJsonSchema throw; as doubles they are the same numbers of the same document.
        foreach (var value in (document as JContainer)?.DescendantsAndSelf().OfType<JValue>().Where(v => v.Value is BigInteger).ToList() ?? [])
        {
            value.Value = (double)(BigInteger)value.Value!;
        }

        return Schema.Validate(document).Count == 0;
    }
}
