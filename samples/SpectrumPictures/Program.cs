using Trading.Sdk.Samples.SpectrumPictures;

// Writes the pictures of docs/spectrum.md: dotnet run --project samples/SpectrumPictures [FOLDER]
string folder = args.Length > 0 ? args[0] : "docs/pictures";
Directory.CreateDirectory(folder);
foreach ((string name, string svg) in Pictures.All())
{
    string path = Path.Combine(folder, $"spectrum-{name}.svg");
    File.WriteAllText(path, svg);
    Console.WriteLine(path);
}
