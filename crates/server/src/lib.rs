//! The server: configuration, the front desk, routes, the worker, commands.
//!
//! Walk 1 of ARCHITECTURE.md begins in [`front_desk`], walk 2 in [`worker`].

pub mod api;
pub mod app;
pub mod cli;
pub mod clock;
mod commands;
pub mod config;
pub mod demo;
mod face;
pub mod front_desk;
pub mod listener;
mod pages;
pub mod paper;
mod paywall_sources;
pub mod plant;
pub mod run;
pub mod worker;

pub use paper::{Opening, Paper};
pub use run::{Duties, Running};
