//! The paper from outside: one binary, each scenario on both databases.

#![allow(missing_docs, reason = "tests say what they test in their names")]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "tests fail by panicking and say what they skip"
)]

mod accounts;
mod accounts_log_in;
mod accounts_sessions;
mod api;
mod api_access;
mod audit;
mod campaigns;
mod checkout;
mod checkout_limits;
mod clock_steps;
mod counters;
mod counters_redis;
mod cut_off;
mod desk_editing;
mod desk_forms;
mod desk_meter;
mod desk_readers;
mod desk_roles;
mod desk_words;
mod duties;
mod edges;
mod edges_errors;
mod edges_origin;
mod edges_wire;
mod engines;
mod face;
mod front;
mod gate;
mod gifts;
mod institutions;
mod institutions_usage;
mod languages;
mod logs;
mod mail;
mod meter;
mod nodes;
mod outside_stories;
mod outside_tokens;
mod redis_faults;
mod routes;
mod rules;
mod second_factor;
mod statements;
mod store;
mod store_copy;
mod store_feed;
mod store_jobs;
mod stories;
mod stories_catalogue;
mod unlocks;
mod wall;
