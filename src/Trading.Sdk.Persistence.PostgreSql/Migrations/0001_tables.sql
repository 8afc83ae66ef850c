-- The users' two schemas. timestamp_ns is the truth, the timestamptz beside it is derived and keeps microseconds only.
-- Unique keys carry timestamp_ns and sequence, so that a replay of a row is recognised whatever the clock's resolution.
-- The primary key leads with the instrument and then the time: it serves "last N" and range reads, so that no second index
-- slows the ingest down; partition pruning does what a BRIN index on the time would do.

-- A book as it stood at an instant: packed levels of both sides and what was said of them.
create table ai_trading_enhanced.order_book_snapshots
(
    id uuid not null default gen_random_uuid(),
    timestamp_ns bigint not null,
    "timestamp" timestamptz not null generated always as (to_timestamp((timestamp_ns / 1000) / 1000000.0::double precision)) stored,
    symbol varchar(64) not null,
    exchange varchar(64) not null,
    sequence bigint not null default 0,
    bid_levels bytea not null,
    ask_levels bytea not null,
    spread numeric,
    depth_imbalance double precision,
    liquidity_score double precision,
    pattern_description varchar(4096),
    market_regime varchar(50),
    microstructure_features jsonb,
    created_at timestamptz not null default now(),
    primary key (symbol, timestamp_ns, exchange, sequence)
) partition by range (timestamp_ns);

-- Depth metrics of an asset at an instant; exact decimals, null where a side is empty.
create table ai_trading_enhanced.order_book_metrics
(
    timestamp_ns bigint not null,
    "timestamp" timestamptz not null generated always as (to_timestamp((timestamp_ns / 1000) / 1000000.0::double precision)) stored,
    asset varchar(64) not null,
    exchange varchar(64) not null,
    bid_ask_ratio numeric,
    depth_imbalance numeric,
    mid_price numeric,
    spread_bps numeric,
    bid_depth_1pct numeric,
    ask_depth_1pct numeric,
    sequence bigint not null default 0,
    primary key (asset, timestamp_ns, exchange, sequence)
) partition by range (timestamp_ns);

-- Aggressive and passive volume of an interval that ends at its time.
create table ai_trading_enhanced.order_flow_analysis
(
    id uuid not null default gen_random_uuid(),
    timestamp_ns bigint not null,
    "timestamp" timestamptz not null generated always as (to_timestamp((timestamp_ns / 1000) / 1000000.0::double precision)) stored,
    symbol varchar(64) not null,
    exchange varchar(64) not null,
    sequence bigint not null default 0,
    aggressive_buy_volume numeric not null,
    aggressive_sell_volume numeric not null,
    passive_buy_volume numeric,
    passive_sell_volume numeric,
    net_flow numeric not null,
    flow_intensity double precision,
    flow_pattern_text varchar(4096),
    institutional_signals jsonb,
    created_at timestamptz not null default now(),
    primary key (symbol, timestamp_ns, exchange, sequence)
) partition by range (timestamp_ns);

-- Microstructure measures of an instrument at an instant; null where undefined.
create table ai_trading_enhanced.microstructure_features
(
    id uuid not null default gen_random_uuid(),
    timestamp_ns bigint not null,
    "timestamp" timestamptz not null generated always as (to_timestamp((timestamp_ns / 1000) / 1000000.0::double precision)) stored,
    symbol varchar(64) not null,
    exchange varchar(64) not null,
    sequence bigint not null default 0,
    effective_spread double precision,
    realized_spread double precision,
    price_impact double precision,
    adverse_selection double precision,
    order_imbalance double precision,
    regime_classification varchar(50),
    pattern_strength double precision,
    similarity_hash varchar(64),
    created_at timestamptz not null default now(),
    primary key (symbol, timestamp_ns, exchange, sequence)
) partition by range (timestamp_ns);

-- A trade as the venue printed it.
create table ai_trading_enhanced.trades
(
    timestamp_ns bigint not null,
    "timestamp" timestamptz not null generated always as (to_timestamp((timestamp_ns / 1000) / 1000000.0::double precision)) stored,
    symbol varchar(64) not null,
    exchange varchar(64) not null,
    sequence bigint not null,
    price numeric not null,
    quantity numeric not null,
    side varchar(4) not null check (side in ('', 'buy', 'sell')),
    primary key (symbol, timestamp_ns, exchange, sequence)
) partition by range (timestamp_ns);

-- A bar; the time is that of its opening.
create table ai_trading_enhanced.bars
(
    timestamp_ns bigint not null,
    "timestamp" timestamptz not null generated always as (to_timestamp((timestamp_ns / 1000) / 1000000.0::double precision)) stored,
    symbol varchar(64) not null,
    exchange varchar(64) not null,
    interval_ns bigint not null,
    close_time_ns bigint not null,
    "open" numeric not null,
    high numeric not null,
    low numeric not null,
    "close" numeric not null,
    volume numeric not null,
    buy_volume numeric,
    notional numeric,
    trade_count integer not null,
    primary key (symbol, timestamp_ns, interval_ns, exchange)
) partition by range (timestamp_ns);

-- A model and its version; written again whenever its status changes.
create table ai_trading.ai_models
(
    id uuid not null,
    timestamp_ns bigint not null,
    "timestamp" timestamptz not null generated always as (to_timestamp((timestamp_ns / 1000) / 1000000.0::double precision)) stored,
    "name" varchar(100) not null,
    version varchar(50) not null,
    kind varchar(50) not null,
    status varchar(30) not null,
    previous_version_id uuid references ai_trading.ai_models (id),
    artifact_uri varchar(1024),
    artifact_hash varchar(64),
    parameters jsonb,
    metadata jsonb,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (id),
    unique ("name", version)
);
create index ai_models_time on ai_trading.ai_models (timestamp_ns desc);
create index ai_models_previous_version_id on ai_trading.ai_models (previous_version_id);

-- One version of a named configuration.
create table ai_trading.model_configurations
(
    id uuid not null,
    timestamp_ns bigint not null,
    "timestamp" timestamptz not null generated always as (to_timestamp((timestamp_ns / 1000) / 1000000.0::double precision)) stored,
    "name" varchar(100) not null,
    version integer not null,
    model_id uuid references ai_trading.ai_models (id),
    content json not null,
    content_hash varchar(64) not null,
    is_active boolean not null,
    created_by varchar(50),
    "comment" varchar(1024),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (id),
    unique ("name", version)
);
create index model_configurations_time on ai_trading.model_configurations (timestamp_ns desc);
create index model_configurations_model_id on ai_trading.model_configurations (model_id);

-- A performance figure of a model.
create table ai_trading.ai_model_performance
(
    id uuid not null,
    timestamp_ns bigint not null,
    "timestamp" timestamptz not null generated always as (to_timestamp((timestamp_ns / 1000) / 1000000.0::double precision)) stored,
    model_id uuid not null references ai_trading.ai_models (id),
    metric varchar(100) not null,
    "value" double precision not null,
    window_ns bigint,
    sample_count bigint,
    symbol varchar(64),
    metadata jsonb,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (id)
);
create index ai_model_performance_symbol_time on ai_trading.ai_model_performance (symbol, timestamp_ns desc);
create index ai_model_performance_time on ai_trading.ai_model_performance (timestamp_ns desc);
create index ai_model_performance_model_id on ai_trading.ai_model_performance (model_id);

-- A training run of a model; written again when it ends.
create table ai_trading.ai_training_sessions
(
    id uuid not null,
    timestamp_ns bigint not null,
    "timestamp" timestamptz not null generated always as (to_timestamp((timestamp_ns / 1000) / 1000000.0::double precision)) stored,
    model_id uuid not null references ai_trading.ai_models (id),
    algorithm varchar(50) not null,
    status varchar(30) not null,
    ended_ns bigint,
    seed bigint,
    dataset varchar(1024),
    total_steps bigint not null,
    hyperparameters jsonb,
    final_metrics jsonb,
    error varchar(4096),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (id)
);
create index ai_training_sessions_time on ai_trading.ai_training_sessions (timestamp_ns desc);
create index ai_training_sessions_model_id on ai_trading.ai_training_sessions (model_id);

-- One figure of a training curve.
create table ai_trading.training_metrics
(
    timestamp_ns bigint not null,
    "timestamp" timestamptz not null generated always as (to_timestamp((timestamp_ns / 1000) / 1000000.0::double precision)) stored,
    session_id uuid not null references ai_trading.ai_training_sessions (id),
    "name" varchar(100) not null,
    "step" bigint not null,
    "value" double precision not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (session_id, "name", "step")
);
create index training_metrics_time on ai_trading.training_metrics (timestamp_ns desc);

-- An episode of reinforcement learning.
create table ai_trading.rl_training_episodes
(
    id uuid not null,
    timestamp_ns bigint not null,
    "timestamp" timestamptz not null generated always as (to_timestamp((timestamp_ns / 1000) / 1000000.0::double precision)) stored,
    session_id uuid not null references ai_trading.ai_training_sessions (id),
    episode bigint not null,
    steps bigint not null,
    total_reward double precision not null,
    policy_loss double precision,
    value_loss double precision,
    entropy double precision,
    approximate_kl double precision,
    profit numeric,
    metadata jsonb,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (id),
    unique (session_id, episode)
);
create index rl_training_episodes_time on ai_trading.rl_training_episodes (timestamp_ns desc);

-- A search for good parameters; written again when it ends.
create table ai_trading.optimization_runs
(
    id uuid not null,
    timestamp_ns bigint not null,
    "timestamp" timestamptz not null generated always as (to_timestamp((timestamp_ns / 1000) / 1000000.0::double precision)) stored,
    "name" varchar(100) not null,
    algorithm varchar(50) not null,
    status varchar(30) not null,
    model_id uuid references ai_trading.ai_models (id),
    objective varchar(200),
    ended_ns bigint,
    seed bigint,
    evaluations bigint not null,
    best_fitness double precision,
    best_parameters jsonb,
    search_space jsonb,
    metadata jsonb,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (id)
);
create index optimization_runs_time on ai_trading.optimization_runs (timestamp_ns desc);
create index optimization_runs_model_id on ai_trading.optimization_runs (model_id);

-- A generation of a genetic search.
create table ai_trading.genetic_generations
(
    id uuid not null,
    timestamp_ns bigint not null,
    "timestamp" timestamptz not null generated always as (to_timestamp((timestamp_ns / 1000) / 1000000.0::double precision)) stored,
    run_id uuid not null references ai_trading.optimization_runs (id),
    generation integer not null,
    population integer not null,
    best_fitness double precision not null,
    mean_fitness double precision not null,
    worst_fitness double precision not null,
    diversity double precision,
    hypervolume double precision,
    evaluations bigint not null,
    metadata jsonb,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (id),
    unique (run_id, generation)
);
create index genetic_generations_time on ai_trading.genetic_generations (timestamp_ns desc);

-- An individual of a generation.
create table ai_trading.genetic_individuals
(
    id uuid not null,
    timestamp_ns bigint not null,
    "timestamp" timestamptz not null generated always as (to_timestamp((timestamp_ns / 1000) / 1000000.0::double precision)) stored,
    run_id uuid not null references ai_trading.optimization_runs (id),
    generation integer not null,
    "position" integer not null,
    genome double precision[] not null,
    objectives double precision[] not null,
    fitness double precision,
    "rank" integer,
    crowding double precision,
    is_feasible boolean not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (id),
    unique (run_id, generation, "position")
);
create index genetic_individuals_time on ai_trading.genetic_individuals (timestamp_ns desc);

-- What a spectrum analysis found.
create table ai_trading.spectrum_analysis
(
    id uuid not null,
    timestamp_ns bigint not null,
    "timestamp" timestamptz not null generated always as (to_timestamp((timestamp_ns / 1000) / 1000000.0::double precision)) stored,
    symbol varchar(64) not null,
    "method" varchar(50) not null,
    window_samples integer not null,
    sample_rate_hz double precision not null,
    dominant_period double precision,
    period_low double precision,
    period_high double precision,
    "power" double precision,
    p_value double precision,
    coefficients double precision[] not null,
    metadata jsonb,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (id)
);
create index spectrum_analysis_symbol_time on ai_trading.spectrum_analysis (symbol, timestamp_ns desc);
create index spectrum_analysis_time on ai_trading.spectrum_analysis (timestamp_ns desc);

-- A feature vector; the schema of its names is a feature set's version.
create table ai_trading.feature_data
(
    timestamp_ns bigint not null,
    "timestamp" timestamptz not null generated always as (to_timestamp((timestamp_ns / 1000) / 1000000.0::double precision)) stored,
    symbol varchar(64) not null,
    feature_set varchar(100) not null,
    schema_version integer not null,
    "values" double precision[] not null,
    sequence bigint not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (symbol, timestamp_ns, feature_set, sequence)
);

-- A signal as it was issued.
create table ai_trading.ai_trading_signals
(
    id uuid not null,
    timestamp_ns bigint not null,
    "timestamp" timestamptz not null generated always as (to_timestamp((timestamp_ns / 1000) / 1000000.0::double precision)) stored,
    symbol varchar(64) not null,
    model_id uuid references ai_trading.ai_models (id),
    source varchar(100) not null,
    direction varchar(5) not null check (direction in ('long', 'short', 'flat')),
    strength double precision not null,
    confidence double precision not null,
    horizon_ns bigint not null,
    event_time_ns bigint not null,
    price numeric,
    target_price numeric,
    stop_price numeric,
    verdict varchar(50),
    reason varchar(4096),
    model_version varchar(50),
    metadata jsonb,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (id)
);
create index ai_trading_signals_symbol_time on ai_trading.ai_trading_signals (symbol, timestamp_ns desc);
create index ai_trading_signals_time on ai_trading.ai_trading_signals (timestamp_ns desc);
create index ai_trading_signals_model_id on ai_trading.ai_trading_signals (model_id);

-- What became of a signal.
create table ai_trading.signal_performance
(
    id uuid not null,
    timestamp_ns bigint not null,
    "timestamp" timestamptz not null generated always as (to_timestamp((timestamp_ns / 1000) / 1000000.0::double precision)) stored,
    signal_id uuid not null references ai_trading.ai_trading_signals (id),
    symbol varchar(64) not null,
    entry_price numeric,
    exit_price numeric,
    quantity numeric,
    return_fraction double precision not null,
    profit numeric,
    adverse_excursion double precision,
    favourable_excursion double precision,
    holding_ns bigint not null,
    was_correct boolean not null,
    exit_reason varchar(50),
    metadata jsonb,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (id)
);
create index signal_performance_symbol_time on ai_trading.signal_performance (symbol, timestamp_ns desc);
create index signal_performance_time on ai_trading.signal_performance (timestamp_ns desc);
create index signal_performance_signal_id on ai_trading.signal_performance (signal_id);

-- Something unusual that a detector saw.
create table ai_trading.anomaly_detections
(
    id uuid not null,
    timestamp_ns bigint not null,
    "timestamp" timestamptz not null generated always as (to_timestamp((timestamp_ns / 1000) / 1000000.0::double precision)) stored,
    symbol varchar(64) not null,
    detector varchar(100) not null,
    score double precision not null,
    p_value double precision,
    severity varchar(20) not null,
    description varchar(4096),
    details jsonb,
    is_resolved boolean not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (id)
);
create index anomaly_detections_symbol_time on ai_trading.anomaly_detections (symbol, timestamp_ns desc);
create index anomaly_detections_time on ai_trading.anomaly_detections (timestamp_ns desc);

-- Something the platform did or met.
create table ai_trading.system_events
(
    id uuid not null,
    timestamp_ns bigint not null,
    "timestamp" timestamptz not null generated always as (to_timestamp((timestamp_ns / 1000) / 1000000.0::double precision)) stored,
    "level" varchar(20) not null,
    component varchar(100) not null,
    kind varchar(100) not null,
    message varchar(4096) not null,
    details jsonb,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (id)
);
create index system_events_time on ai_trading.system_events (timestamp_ns desc);
