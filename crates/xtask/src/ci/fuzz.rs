use std::time::Duration;

use anyhow::{Context as _, Result};

use super::{Done, context::Context};
use crate::fuzz;

const EACH: Duration = Duration::from_secs(20);

/// Each fuzz target for a while; longer by `cargo xtask fuzz`.
pub(super) fn run(context: &mut Context<'_>) -> Result<Done> {
    if let Some(why) = fuzz::cannot() {
        return Ok(Done::Skipped(why));
    }
    let mut build = fuzz::build(context.cargo(&[]));
    context.require("fuzz-build", &mut build, 15)?;
    for target in fuzz::TARGETS {
        let mut run = fuzz::run(target, EACH.as_secs())?;
        context.require(&format!("fuzz-{target}"), &mut run, 3).with_context(|| {
            format!(
                "the input stands in target/fuzz/artifacts: cargo xtask fuzz {target} --again FILE"
            )
        })?;
    }
    Ok(Done::Passed)
}
