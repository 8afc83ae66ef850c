using System.Globalization;
using Trading.Sdk.Benchmarks.OrderBook;

// OrderBook.Benchmarks FOLDER [repetitions] [--only dense|jump|wide|l3|replay]… [--quick] [--peers FOLDER]
// FOLDER holds dense.bin, wide.bin, jump.bin, l3.l3 of the generators; the peers' folder the programs bench_books and bench_l3.
string[] plain = [.. args.TakeWhile(a => !a.StartsWith("--", StringComparison.Ordinal))];
if (plain.Length == 0)
{
    Console.Error.WriteLine("usage: OrderBook.Benchmarks FOLDER [repetitions] [--only dense|jump|wide|l3|replay]… [--quick] [--peers FOLDER]");
    return 2;
}

string folder = plain[0];
int repetitions = plain.Length > 1 ? int.Parse(plain[1], CultureInfo.InvariantCulture) : 5;
string[] only = [.. args.SkipWhile(a => a != "--only").Skip(1).TakeWhile(a => !a.StartsWith("--", StringComparison.Ordinal))];
bool quick = args.Contains("--quick");
string? peerFolder = args.SkipWhile(a => a != "--peers").Skip(1).FirstOrDefault();
foreach (string name in new[] { "dense", "jump", "wide", "l3", "replay" })
{
    string file = Path.Combine(folder, name switch { "l3" => "l3.l3", "replay" => "dense.bin", _ => name + ".bin" });
    if (!File.Exists(file) || (only.Length > 0 && !only.Contains(name)))
    {
        continue;
    }

    switch (name)
    {
        case "l3":
            LevelThree.Run(file, repetitions, new Peers(peerFolder));
            break;
        case "replay":
            await Replay.RunAsync(LevelStream.Read(file), repetitions);
            break;
        default:
            LevelTwo.Run(name, file, repetitions, quick, new Peers(peerFolder));
            break;
    }
}

return 0;
