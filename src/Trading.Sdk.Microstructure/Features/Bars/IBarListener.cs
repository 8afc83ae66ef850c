namespace Trading.Sdk.Microstructure;

/// <summary>Hears the bars that an engine cuts from its trades.</summary>
internal interface IBarListener
{
    void OnBar(in PriceBar bar);
}
