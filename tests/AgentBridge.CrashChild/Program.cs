using System.Globalization;
using AgentBridge.CrashChild;
using AgentBridge.Engine;

// crash KIND FOLDER STEP    opens the journal, appends new-0000 and new-0001; is killed at STEP; exit code 9 if there is no such step
// append KIND FOLDER PREFIX COUNT ME    appends COUNT rows once both writers, ME and the other one, have started
// fill KIND FOLDER COUNT    appends until the disk is full: exit code 3, with the error's kind
var kind = JournalKind.Of(args[1]);
var folder = args[2];
switch (args[0])
{
    case "crash":
        var killed = kind.Open(folder, new HookedDisk(new KillHook(int.Parse(args[3], CultureInfo.InvariantCulture))));
        for (var i = 0; i < 2; i++)
        {
            var id = JournalKind.Id("new", i);
            killed.Append(id);
            Console.WriteLine(id);
        }

        return 9;

    case "append":
        var journal = kind.Open(folder, PhysicalDisk.Instance);
        File.WriteAllText(folder + ".ready-" + args[5], string.Empty);
        SpinWait.SpinUntil(() => File.Exists(folder + ".ready-1") && File.Exists(folder + ".ready-2"), TimeSpan.FromSeconds(20));
        for (var i = 0; i < int.Parse(args[4], CultureInfo.InvariantCulture); i++)
        {
            journal.Append(JournalKind.Id(args[3], i));
        }

        return 0;

    case "fill":
        try
        {
            var filling = kind.Open(folder, PhysicalDisk.Instance);
            for (var i = 0; i < int.Parse(args[3], CultureInfo.InvariantCulture); i++)
            {
                filling.Append(JournalKind.Id("fill", i));
                Console.WriteLine(JournalKind.Id("fill", i));
            }

            return 0;
        }
        catch (JournalException exception)
        {
            Console.WriteLine(exception.Error + " " + exception.Message);
            return 3;
        }

    default:
        return 2;
}
