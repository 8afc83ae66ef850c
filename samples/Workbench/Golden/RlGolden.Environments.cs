using System.Text.Json.Nodes;
using Trading.Sdk.Neural;
using Trading.Sdk.ReinforcementLearning;
using Trading.Sdk.Testing;

namespace Trading.Sdk.Workbench.Golden;

// Trajectories and closed forms, in double precision.
internal static partial class RlGolden
{
    private static JsonObject CartPoleTrajectory(GoldenCase c)
    {
        double[] s = c.Vector("initial_state");
        var environment = new CartPole { State = (s[0], s[1], s[2], s[3]) };
        var states = new JsonArray { (JsonNode)GoldenCase.FromVector(s) };
        int? terminated = null;
        int step = 0;
        foreach (double action in c.Vector("actions"))
        {
            step++;
            bool failed = environment.Advance(action > 0.5);
            (double x, double v, double a, double w) = environment.State;
            states.Add((JsonNode)GoldenCase.FromVector([x, v, a, w]));
            if (failed)
            {
                terminated = step;
                break;
            }
        }

        return new JsonObject { ["states"] = states, ["terminated_after"] = terminated };
    }

    private static JsonObject PendulumTrajectory(GoldenCase c)
    {
        double[] s = c.Vector("initial_state");
        var environment = new Pendulum { State = (s[0], s[1]) };
        JsonArray states = [(JsonNode)GoldenCase.FromVector(s)], rewards = [];
        foreach (double action in c.Vector("actions"))
        {
            rewards.Add((JsonNode)GoldenCase.FromDouble(environment.Advance(action)));
            (double angle, double speed) = environment.State;
            states.Add((JsonNode)GoldenCase.FromVector([angle, speed]));
        }

        return new JsonObject { ["states"] = states, ["rewards"] = rewards };
    }

    private static JsonObject AcrobotTrajectory(GoldenCase c)
    {
        double[] s = c.Vector("initial_state");
        var environment = new Acrobot { State = (s[0], s[1], s[2], s[3]) };
        JsonArray states = [(JsonNode)GoldenCase.FromVector(s)], terminal = [(JsonNode)JsonValue.Create(environment.IsAboveLine)];
        foreach (double action in c.Vector("actions"))
        {
            environment.Advance(action - 1);
            (double a1, double a2, double w1, double w2) = environment.State;
            states.Add((JsonNode)GoldenCase.FromVector([a1, a2, w1, w2]));
            terminal.Add((JsonNode)JsonValue.Create(environment.IsAboveLine));
        }

        return new JsonObject { ["states"] = states, ["terminal"] = terminal };
    }

    private static JsonObject AvellanedaStoikovQuotes(GoldenCase c)
    {
        var model = new AvellanedaStoikov(c.Number("risk_aversion"), c.Number("volatility"), c.Number("arrival_decay"));
        double[] mid = Many(c, "mid"), time = Many(c, "time_left"), inventory = Many(c, "inventory");
        int n = Math.Max(mid.Length, Math.Max(time.Length, inventory.Length));
        double[] reservation = new double[n], spread = new double[n], bid = new double[n], ask = new double[n];
        for (int i = 0; i < n; i++)
        {
            double tau = time[i % time.Length];
            reservation[i] = model.ReservationPrice(mid[i % mid.Length], tau, inventory[i % inventory.Length]);
            spread[i] = model.Spread(tau);
            (bid[i], ask[i]) = (reservation[i] - (spread[i] / 2), reservation[i] + (spread[i] / 2));
        }

        bool single = c.Find("mid") is JsonValue && c.Find("time_left") is JsonValue && c.Find("inventory") is JsonValue;
        JsonNode Out(double[] values) => single ? GoldenCase.FromDouble(values[0]) : GoldenCase.FromVector(values);
        return new JsonObject { ["reservation_price"] = Out(reservation), ["spread"] = Out(spread), ["bid"] = Out(bid), ["ask"] = Out(ask) };
    }

    private static double[] Many(GoldenCase c, string name) => c.Find(name) is JsonArray array ? GoldenCase.ToVector(array) : [c.Number(name)];

    private static JsonObject CarteaJaimungalDepths(GoldenCase c)
    {
        var model = new CarteaJaimungal(c.Integer("max_inventory"), c.Number("fill_decay"), c.Number("arrival_rate"), c.Number("running_penalty"), c.Number("terminal_penalty"));
        double tau = c.Number("time_left");
        (double[] bid, double[] ask) = model.Depths(tau);
        return new JsonObject { ["h"] = GoldenCase.FromVector(model.ValueFunction(tau)), ["bid_depth"] = Nullable(bid), ["ask_depth"] = Nullable(ask) };
    }

    private static JsonArray Nullable(double[] values) => new([.. values.Select(v => double.IsNaN(v) ? null : GoldenCase.FromDouble(v))]);

    private static JsonObject AlmgrenChrissPlan(GoldenCase c)
    {
        var model = new AlmgrenChriss
        {
            Shares = c.Number("shares"),
            Horizon = c.Number("horizon"),
            Steps = c.Integer("steps"),
            Volatility = c.Number("volatility"),
            PermanentImpact = c.Number("permanent_impact"),
            TemporaryImpact = c.Number("temporary_impact"),
            HalfSpread = c.Number("half_spread"),
            RiskAversion = c.Number("risk_aversion"),
        };
        double[] holdings = model.Holdings();
        (double cost, double variance) = model.Evaluate(holdings);
        return new JsonObject { ["kappa"] = model.Kappa, ["holdings"] = GoldenCase.FromVector(holdings), ["trades"] = GoldenCase.FromVector(model.Trades()), ["expected_cost"] = cost, ["variance"] = variance };
    }
}
