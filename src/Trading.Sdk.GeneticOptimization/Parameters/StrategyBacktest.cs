namespace Trading.Sdk.GeneticOptimization;

/// <summary>A user's backtest: the return of each observation of a window under given parameters. Called from several threads at once when the search uses them; must be a pure function of its arguments.</summary>
/// <param name="parameters">The parameters.</param>
/// <param name="window">The observations asked for; nothing from its end on may be read.</param>
/// <param name="returns">Receives one simple return an observation, oldest first.</param>
/// <param name="context">Cancellation, budget and random stream.</param>
public delegate void StrategyBacktest(ParameterSet parameters, BacktestWindow window, Span<double> returns, in EvaluationContext context);
