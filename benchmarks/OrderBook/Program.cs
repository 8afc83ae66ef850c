using System.Globalization;
using Trading.Sdk.Benchmarks.OrderBook;
using Trading.Sdk.MarketData;
using Trading.Sdk.OrderBook;

if (args.Length == 0)
{
    Console.Error.WriteLine("usage: OrderBook.Benchmarks FOLDER [repetitions]   (the folder holds dense.bin, wide.bin, jump.bin, l3.l3 of the generators)");
    return 2;
}

string folder = args[0];
int repetitions = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 5;
foreach (string name in new[] { "dense", "jump", "wide" })
{
    string file = Path.Combine(folder, name + ".bin");
    if (File.Exists(file))
    {
        LevelStream stream = LevelStream.Read(file);
        LevelTwo.Run(name, stream, repetitions);
        if (name == "dense")
        {
            await Replay.RunAsync(stream, repetitions);
        }
    }
}

string orders = Path.Combine(folder, "l3.l3");
if (File.Exists(orders))
{
    LevelThree.Run(orders, repetitions);
}

return 0;
