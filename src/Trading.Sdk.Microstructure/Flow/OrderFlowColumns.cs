using System.Numerics;
using System.Runtime.InteropServices;

namespace Trading.Sdk.Microstructure;

/// <summary>
/// Order-flow imbalance, depth imbalance and spread over whole columns of quotes: the batch forms for data that is already in arrays. The numbers are those of
/// the streams, exactly as long as quantities are whole numbers below 2⁵³.
/// </summary>
/// <remarks>Vectorised over the width of the machine with a scalar remainder; additions keep their order, so every instruction set gives the same bits.</remarks>
public static class OrderFlowColumns
{
    /// <summary>Contribution of each change of the touch; the first element is 0. See <see cref="OrderFlowImbalance"/>.</summary>
    /// <param name="bidPrices">Best bids.</param>
    /// <param name="bidQuantities">Their quantities.</param>
    /// <param name="askPrices">Best asks.</param>
    /// <param name="askQuantities">Their quantities.</param>
    /// <param name="contributions">Receives one number per row.</param>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    public static void OrderFlow(ReadOnlySpan<double> bidPrices, ReadOnlySpan<double> bidQuantities, ReadOnlySpan<double> askPrices, ReadOnlySpan<double> askQuantities, Span<double> contributions)
    {
        int n = bidPrices.Length;
        Require.SameLength(bidQuantities.Length, n, nameof(bidQuantities));
        Require.SameLength(askPrices.Length, n, nameof(askPrices));
        Require.SameLength(askQuantities.Length, n, nameof(askQuantities));
        Require.SameLength(contributions.Length, n, nameof(contributions));
        if (n == 0)
        {
            return;
        }

        contributions[0] = 0;
        int i = 1;
        int width = Vector<double>.Count;
        for (; i + width <= n; i += width)
        {
            Vector<double> b = Load(bidPrices, i), b0 = Load(bidPrices, i - 1), a = Load(askPrices, i), a0 = Load(askPrices, i - 1);
            Vector<double> bid = Keep(Vector.GreaterThanOrEqual(b, b0), Load(bidQuantities, i)) - Keep(Vector.LessThanOrEqual(b, b0), Load(bidQuantities, i - 1));
            Vector<double> ask = Keep(Vector.GreaterThanOrEqual(a, a0), Load(askQuantities, i - 1)) - Keep(Vector.LessThanOrEqual(a, a0), Load(askQuantities, i));
            (bid + ask).CopyTo(contributions[i..]);
        }

        for (; i < n; i++)
        {
            double bid = (bidPrices[i] >= bidPrices[i - 1] ? bidQuantities[i] : 0.0) - (bidPrices[i] <= bidPrices[i - 1] ? bidQuantities[i - 1] : 0.0);
            double ask = (askPrices[i] >= askPrices[i - 1] ? askQuantities[i - 1] : 0.0) - (askPrices[i] <= askPrices[i - 1] ? askQuantities[i] : 0.0);
            contributions[i] = bid + ask;
        }
    }

    /// <summary>Plain depth imbalance of each row over n levels.</summary>
    /// <param name="bidQuantities">Quantities by level, then row: [levels × rows].</param>
    /// <param name="askQuantities">The same for asks.</param>
    /// <param name="imbalance">Receives one number per row.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static void Imbalance(ReadOnlySpan<double> bidQuantities, ReadOnlySpan<double> askQuantities, Span<double> imbalance)
    {
        int n = imbalance.Length;
        int levels = n == 0 ? 0 : bidQuantities.Length / n;
        Require.SameLength(bidQuantities.Length, levels * n, nameof(bidQuantities));
        Require.SameLength(askQuantities.Length, bidQuantities.Length, nameof(askQuantities));
        int i = 0;
        int width = Vector<double>.Count;
        for (; i + width <= n; i += width)
        {
            Vector<double> bid = Vector<double>.Zero, ask = Vector<double>.Zero;
            for (int level = 0; level < levels; level++)
            {
                bid += Load(bidQuantities, (level * n) + i);
                ask += Load(askQuantities, (level * n) + i);
            }

            ((bid - ask) / (bid + ask)).CopyTo(imbalance[i..]);
        }

        for (; i < n; i++)
        {
            double bid = 0, ask = 0;
            for (int level = 0; level < levels; level++)
            {
                bid += bidQuantities[(level * n) + i];
                ask += askQuantities[(level * n) + i];
            }

            imbalance[i] = (bid - ask) / (bid + ask);
        }
    }

    /// <summary>Ask minus bid of each row.</summary>
    /// <param name="bidPrices">Best bids.</param>
    /// <param name="askPrices">Best asks.</param>
    /// <param name="spreads">Receives one number per row.</param>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    public static void Spread(ReadOnlySpan<double> bidPrices, ReadOnlySpan<double> askPrices, Span<double> spreads)
    {
        int n = bidPrices.Length;
        Require.SameLength(askPrices.Length, n, nameof(askPrices));
        Require.SameLength(spreads.Length, n, nameof(spreads));
        int i = 0;
        int width = Vector<double>.Count;
        for (; i + width <= n; i += width)
        {
            (Load(askPrices, i) - Load(bidPrices, i)).CopyTo(spreads[i..]);
        }

        for (; i < n; i++)
        {
            spreads[i] = askPrices[i] - bidPrices[i];
        }
    }

    private static Vector<double> Load(ReadOnlySpan<double> values, int at) => Vector.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)at);

    private static Vector<double> Keep(Vector<long> mask, Vector<double> value) => Vector.ConditionalSelect(mask, value, Vector<double>.Zero);
}
