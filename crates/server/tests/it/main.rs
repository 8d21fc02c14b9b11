//! The paper from outside: one binary, each scenario on both databases.

#![allow(missing_docs, reason = "tests say what they test in their names")]

mod accounts;
mod accounts_log_in;
mod accounts_sessions;
mod api;
mod api_access;
mod counters;
mod counters_redis;
mod duties;
mod checkout;
mod checkout_limits;
mod desk_roles;
mod edges;
mod edges_errors;
mod edges_origin;
mod edges_wire;
mod mail;
mod meter;
mod nodes;
mod routes;
mod second_factor;
mod statements;
mod store;
mod store_copy;
mod store_feed;
mod store_jobs;
mod stories;
mod stories_catalogue;
mod wall;
