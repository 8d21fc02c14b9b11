use std::{fs, path::PathBuf, process::Command, time::Duration};

use anyhow::{Context as _, Result, bail};

use super::{
    endurance,
    floor::{self, Floor, Page},
    measure::{self, Round, Target},
    report::{self, Line, Report},
    visitors::{self, Scene},
};
use crate::{
    demo::Demo,
    peers::RedisCluster,
    process::{Run, run_to_end},
    repository,
};

/// A first reading opens at once, and any number of devices may come from one
/// network: what is measured is the meter, not its defences.
const SETTINGS: [&str; 2] = ["meter.newcomers=open", "meter.network_allowance=0"];
const COLD_STARTS: usize = 10;
const BUILD_WITHIN: Duration = Duration::from_secs(3_600);

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Length of a round.
    #[arg(long, default_value_t = 8)]
    seconds: u64,
    /// Rounds of each page, paper and floor in turn; medians are told.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// What the client accepts: `br` as browsers do, or `identity`.
    #[arg(long, default_value = "br")]
    encoding: String,
    /// Page views for a look at the memory over time; none with 0.
    #[arg(long, default_value_t = 0)]
    views: u64,
    /// Count in Redis: a private cluster of three masters on this machine.
    #[arg(long)]
    redis: bool,
    /// Measure this program instead of building the paper's.
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
}

/// Measures and prints a Markdown table.
pub(super) fn run(options: &Options) -> Result<()> {
    let run = Run::begin()?;
    build(&run, options.program.is_none())?;
    let built = || repository::target().join("release/masthead");
    let program = options.program.clone().unwrap_or_else(built);
    let data = run.folder().join("demo");
    let log = run.folder().join("demo.log");
    let redis = options.redis.then(|| RedisCluster::start(&run)).transpose()?;
    let counters = redis.as_ref().map(|redis| format!("store.meter={}", redis.url()));
    let settings: Vec<&str> = SETTINGS.into_iter().chain(counters.as_deref()).collect();
    let demo = Demo::start(&run, &program, &data, &settings, &log)?;
    let scene = visitors::prepare(demo.port)?;
    let pages = floor::copy_pages(&run, demo.port, &scene, &options.encoding)?;
    let floor = Floor::start(&run, &repository::target().join("release/examples/floor"), &pages)?;
    let rounds = measure_rounds(&run, options, &demo, &floor, &scene, &pages)?;
    let rate = rounds.first().map_or(0, |crowd| {
        measure::median(crowd.iter().map(|(paper, _)| paper.requests_per_second))
    });
    let load = (rate, options.seconds);
    let half = endurance::at_half_rate(&run, &demo, &scene, &options.encoding, load)?;
    let pid = demo.server.pid();
    let (rss_kib, peak_kib) =
        (measure::memory_kib(pid, "VmRSS")?, measure::memory_kib(pid, "VmHWM")?);
    let looks = match options.views {
        0 => Vec::new(),
        views => endurance::watch_memory(&run, &demo, &scene, &options.encoding, (views, rate))?,
    };
    drop((demo, floor));
    let starts = (0..COLD_STARTS).map(|_| measure::cold_start_us(&run, &program, &data, &settings));
    let cold_start_us = measure::median(starts.collect::<Result<Vec<u64>>>()?);
    let first_readings =
        rounds.first().map_or(0, |crowd| crowd.iter().map(|(paper, _)| paper.requests / 5).sum());
    let lines = scene.crowds.iter().zip(&pages).zip(&rounds).map(|((crowd, page), rounds)| Line {
        name: crowd.name,
        body_bytes: page.body_bytes,
        rounds,
    });
    let report = Report {
        lines: lines.collect(),
        seconds: options.seconds,
        rounds: options.rounds,
        encoding: &options.encoding,
        redis: options.redis,
        rss_kib,
        peak_kib,
        cold_start_us,
        first_readings,
        half: Some(half),
        looks: &looks,
    };
    println!("{}", report::render(&report));
    Ok(())
}

/// Both programs in one build, so that they share their libraries.
fn build(run: &Run, with_paper: bool) -> Result<()> {
    let cargo = std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
    let mut command = Command::new(cargo);
    command.current_dir(repository::root()).args([
        "build",
        "--release",
        "-p",
        "xtask",
        "--example",
        "floor",
    ]);
    if with_paper {
        command.args(["-p", "server", "--bin", "masthead"]);
    }
    let log = run.folder().join("build.log");
    run_to_end(run, &mut command, &log, BUILD_WITHIN)?.require_success("cargo build --release")?;
    Ok(())
}

/// For each crowd, its rounds: the paper's and the floor's.
fn measure_rounds(
    run: &Run,
    options: &Options,
    demo: &Demo,
    floor: &Floor,
    scene: &Scene,
    pages: &[Page],
) -> Result<Vec<Vec<(Round, Round)>>> {
    let mut rounds = vec![Vec::new(); scene.crowds.len()];
    for _ in 0..options.rounds {
        for (index, (crowd, page)) in scene.crowds.iter().zip(pages).enumerate() {
            let cookies = run.folder().join(format!("cookies-{index}"));
            fs::write(&cookies, crowd.cookies.join("\n") + "\n").context("writing cookies")?;
            let target = |pid: u32, url: String| Target {
                pid,
                url,
                cookies: &cookies,
                encoding: &options.encoding,
            };
            let url = format!("http://127.0.0.1:{}{}", demo.port, scene.path);
            let paper = measure::load(run, &target(demo.server.pid(), url), options.seconds)?;
            check_weight(crowd.name, &paper, page)?;
            let url = format!("http://127.0.0.1:{}/{index}", floor.port);
            let floor = measure::load(run, &target(floor.server.pid(), url), options.seconds)?;
            check_weight("the floor", &floor, page)?;
            rounds[index].push((paper, floor));
        }
    }
    Ok(rounds)
}

/// A redirect or an error page would be fast and light: each answer must weigh
/// about what the page does.
fn check_weight(name: &str, round: &Round, page: &Page) -> Result<()> {
    let (least, most) = (page.body_bytes * 9 / 10, page.body_bytes * 11 / 10 + 4_000);
    if (least..=most).contains(&round.bytes_per_request) {
        return Ok(());
    }
    bail!("{name}: {} bytes a request, the page has {}", round.bytes_per_request, page.body_bytes)
}
