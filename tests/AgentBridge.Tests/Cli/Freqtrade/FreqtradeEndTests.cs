using System.Text.Json.Nodes;
using AgentBridge.Tests.Support;

namespace AgentBridge.Tests.Cli;

/// <summary>How a bot started by <c>bridge freqtrade run</c> ends while its API is running: the real Freqtrade, in child processes.</summary>
[Trait(Cost.Key, Cost.Long)]
public class FreqtradeEndTests
{
    [SkippableTheory]
    [InlineData("2024.2")]
    [InlineData("2026.9")]
    public async Task Run_StoppedOrKilled_NoBotAndNoPortStay(string version)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads /proc");
        Skip.If(FreqtradeCheckout.Environment(version) is null, $"needs {FreqtradeCheckout.Variable(version)}: the path of a Freqtrade environment's python");
        using var cli = new BridgeCli();
        FreqtradeCheckout.Use(cli, version);
        var marked = new MarkedProcesses(cli);
        cli.WriteCandles(CliCandles.Generated(60));
        cli.Write("shipped.json", Configuration());

        var result = await BridgeProcess.RunAsync(cli, TimeSpan.FromMinutes(10), """
            set -m
            mkdir -p ud/strategies
            $BRIDGE simulate --candles BTC_USDT-5m.test.csv --paused >exchange.txt & exchange=$!
            until [ -s exchange.txt ]; do kill -0 $exchange || exit 99; sleep 0.1; done
            sed "s#EXCHANGE#$(cat exchange.txt)#g; s#FOLDER#$PWD#g" shipped.json >config.json
            for signal in KILL TERM INT; do
              rm -f log.txt
              $BRIDGE freqtrade run --version "$1" -- trade -c config.json --userdir ud --strategy AgentBridgeStrategy --strategy-path "$BRIDGE_ROOT/strategy-bridge" >log.txt 2>&1 & bot=$!
              until grep -qs "state to: RUNNING" log.txt && grep -q "Uvicorn running" log.txt; do kill -0 $bot || { cat log.txt; exit 98; }; sleep 0.1; done
              port=$(grep -o "Uvicorn running on http://127.0.0.1:[0-9]*" log.txt | grep -o "[0-9]*$")
              inner=$(pgrep -P $bot -f AgentBridgeStrategy) || exit 97
              kill -$signal $bot
              wait $bot; echo "$signal $? 127.0.0.1:$port"
              until [ -z "$(tr -d "\\0" <"/proc/$inner/cmdline" 2>/dev/null)" ]; do sleep 0.1; done
              (exec 3<>/dev/tcp/127.0.0.1/$port) 2>/dev/null && echo "the port is still open"
            done
            kill $exchange; wait $exchange
            """, version);

        result.ExitCode.Should().Be(0, result.Out + result.Error);
        result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join(' ', line.Split(' ')[..2])).Should().Equal("KILL 137", "TERM 0", "INT 130");
        (await marked.RunningAfterAsync(TimeSpan.FromMinutes(1))).Should().BeEmpty();
    }

    /// <summary>The shipped configuration with a simulated exchange and the API.</summary>
    private static string Configuration()
    {
        var config = JsonNode.Parse(File.ReadAllText(Repository.PathOf("envs", "freqtrade-dry-run.json")))!.AsObject();
        var api = new JsonObject();
        foreach (var part in new[] { "public", "private", "sapi", "fapiPublic", "dapiPublic" })
        {
            api[part] = "EXCHANGE/api/v3";
        }

        config["exchange"]!["ccxt_config"] = new JsonObject
        {
            ["enableRateLimit"] = false,
            ["options"] = new JsonObject { ["fetchMarkets"] = new JsonArray("spot") },
            ["urls"] = new JsonObject { ["api"] = api },
        };
        config["db_url"] = "sqlite:///FOLDER/trades.sqlite";
        config["agentbridge"] = new JsonObject { ["source"] = "file", ["file"] = "FOLDER/signals", ["journal_dir"] = "FOLDER/journals" };
        config["api_server"] = new JsonObject
        {
            ["enabled"] = true,
            ["listen_ip_address"] = "127.0.0.1",
            ["listen_port"] = FreePort(),
            ["username"] = "somebody",
            ["password"] = "something",
            ["jwt_secret_key"] = new string('x', 40),
            ["ws_token"] = new string('y', 40),
        };
        return config.ToJsonString();
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
