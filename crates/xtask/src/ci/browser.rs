use anyhow::{Context as _, Result, bail};

use super::{Done, context::Context};
use crate::{
    demo::{Demo, last_lines},
    repository,
};

/// A reader's whole way through a fresh demo, in Chromium.
pub(super) fn run(context: &mut Context<'_>) -> Result<Done> {
    let program = repository::target().join("release/masthead");
    if context.is_release_broken || !program.exists() {
        bail!("{} is missing: the step release makes it", program.display());
    }
    let data = context.run.folder().join("demo");
    let log = context.log("demo");
    let demo = Demo::start(context.run, &program, &data, &[], &log)?;
    let mut test = context.command("node");
    test.arg("reader.mjs").current_dir(context.root.join("tests/browser"));
    test.env("BASE_URL", format!("http://127.0.0.1:{}", demo.port));
    test.env("SCREENSHOTS", repository::target().join("screenshots"));
    let output = context.try_run("browser", &mut test, 15)?;
    drop(demo);
    output
        .require_success("tests/browser/reader.mjs")
        .with_context(|| format!("the demo said:\n{}", last_lines(&log)))?;
    Ok(Done::Passed)
}
