//! `cargo xtask fuzz`: the targets of `fuzz/`, built with coverage by the stable
//! compiler and run by libFuzzer. What it finds on the way is kept in
//! `target/fuzz/corpus`, beside the committed seeds, and inputs that fail in
//! `target/fuzz/artifacts`.

use std::{
    fs,
    path::PathBuf,
    process::{Command, ExitCode},
};

use anyhow::{Context as _, Result, bail};

use crate::{ci::is_in_path, repository};

/// What is fuzzed.
pub(crate) const TARGETS: [&str; 2] = ["decision", "tokens"];
/// What libFuzzer needs of the compiler: counters at each edge, their places, and
/// what is compared.
const COVERAGE: [&str; 6] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "--cfg=fuzzing",
];
/// An input that takes longer has hung; a process that takes more has a leak.
const SECONDS_PER_INPUT: u64 = 10;
const MEGABYTES_MAX: u64 = 2_048;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// One target, `decision` or `tokens`; both where none is named.
    target: Option<String>,
    /// How long each runs.
    #[arg(long, default_value_t = 60, value_name = "N")]
    seconds: u64,
    /// Run one input that failed, instead of looking for others.
    #[arg(long, value_name = "FILE", requires = "target")]
    again: Option<PathBuf>,
}

pub(crate) fn command(options: &Options) -> Result<ExitCode> {
    let chosen: Vec<&str> = match &options.target {
        None => TARGETS.to_vec(),
        Some(name) => TARGETS.into_iter().filter(|target| target == name).collect(),
    };
    if chosen.is_empty() {
        bail!("there is no such target: they are {}", TARGETS.join(" and "));
    }
    if let Some(why) = cannot() {
        bail!("{why}");
    }
    let cargo = std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
    require(build(Command::new(cargo)), "building the targets")?;
    for target in chosen {
        println!("{target}: for {} s", options.seconds);
        let run = match &options.again {
            Some(input) => {
                let mut run = Command::new(program(target));
                run.arg(std::path::absolute(input)?);
                run
            }
            None => run(target, options.seconds)?,
        };
        require(run, target)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn require(mut command: Command, what: &str) -> Result<()> {
    let status = command.status().with_context(|| format!("running {what}"))?;
    if !status.success() {
        bail!("{what}: {status}");
    }
    Ok(())
}

/// Why it cannot be done here, if it cannot.
pub(crate) fn cannot() -> Option<String> {
    if triple().is_none() {
        return Some("the targets are built for Linux on x86_64 and aarch64".to_owned());
    }
    let has_compiler = std::env::var_os("CXX").is_some() || is_in_path("c++");
    (!has_compiler).then(|| "there is no C++ compiler, which libFuzzer is built with".to_owned())
}

const fn triple() -> Option<&'static str> {
    if cfg!(all(target_os = "linux", target_env = "gnu", target_arch = "x86_64")) {
        Some("x86_64-unknown-linux-gnu")
    } else if cfg!(all(target_os = "linux", target_env = "gnu", target_arch = "aarch64")) {
        Some("aarch64-unknown-linux-gnu")
    } else {
        None
    }
}

fn folder() -> PathBuf {
    repository::target().join("fuzz")
}

fn program(target: &str) -> PathBuf {
    folder().join(triple().unwrap_or_default()).join("debug").join(target)
}

/// `cargo`, told to build the targets. That a triple is named keeps the coverage out
/// of build scripts and macros, which run elsewhere.
pub(crate) fn build(mut cargo: Command) -> Command {
    cargo.args(["build", "--manifest-path"]).arg(repository::root().join("fuzz/Cargo.toml"));
    cargo.args(["--target", triple().unwrap_or_default()]);
    cargo.env("CARGO_TARGET_DIR", folder()).env("RUSTFLAGS", COVERAGE.join(" "));
    cargo.env_remove("CARGO_ENCODED_RUSTFLAGS");
    cargo
}

/// A target that was built, told to run for so long.
pub(crate) fn run(target: &str, seconds: u64) -> Result<Command> {
    let (corpus, artifacts) = (folder().join("corpus").join(target), folder().join("artifacts"));
    for folder in [&corpus, &artifacts] {
        fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    }
    let seeds = repository::root().join("fuzz/corpus").join(target);
    let mut run = Command::new(program(target));
    run.arg(format!("-max_total_time={seconds}"))
        .arg(format!("-timeout={SECONDS_PER_INPUT}"))
        .arg(format!("-rss_limit_mb={MEGABYTES_MAX}"))
        .args(["-print_final_stats=1", "-max_len=4096"])
        .arg(format!("-artifact_prefix={}/{target}-", artifacts.display()))
        .arg(corpus)
        .arg(seeds);
    Ok(run)
}
