-- The audit trail: append-only. The texts are what was hashed; the jsonb beside them is derived and cannot be edited apart.
create table ai_trading.audit_trail
(
    sequence bigint primary key,
    id uuid not null unique,
    timestamp_ns bigint not null,
    "timestamp" timestamptz not null generated always as (to_timestamp((timestamp_ns / 1000) / 1000000.0::double precision)) stored,
    action varchar(100) not null,
    user_id varchar(50),
    model_id uuid references ai_trading.ai_models (id),
    signal_id uuid references ai_trading.ai_trading_signals (id),
    details_text text,
    details jsonb generated always as (details_text::jsonb) stored,
    compliance_flags_text text,
    compliance_flags jsonb generated always as (compliance_flags_text::jsonb) stored,
    content_hash bytea not null check (octet_length(content_hash) = 32),
    chain_hash bytea not null check (octet_length(chain_hash) = 32)
);
create index audit_trail_time on ai_trading.audit_trail (timestamp_ns desc);
create index audit_trail_model on ai_trading.audit_trail (model_id) where model_id is not null;
create index audit_trail_signal on ai_trading.audit_trail (signal_id) where signal_id is not null;

create table ai_trading.audit_seals
(
    sequence bigint primary key,
    chain_hash bytea not null check (octet_length(chain_hash) = 32),
    sealed_at timestamptz not null default now()
);

create function ai_trading.refuse_change() returns trigger
language plpgsql as $$
begin
    raise exception '% of % is not allowed: the audit trail is append-only', tg_op, tg_table_name using errcode = 'TS002';
end $$;

create trigger audit_trail_append_only before update or delete on ai_trading.audit_trail
    for each row execute function ai_trading.refuse_change();
create trigger audit_trail_no_truncate before truncate on ai_trading.audit_trail
    for each statement execute function ai_trading.refuse_change();
create trigger audit_seals_append_only before update or delete on ai_trading.audit_seals
    for each row execute function ai_trading.refuse_change();
create trigger audit_seals_no_truncate before truncate on ai_trading.audit_seals
    for each statement execute function ai_trading.refuse_change();

revoke update, delete, truncate on ai_trading.audit_trail, ai_trading.audit_seals from public;
