//! What a long day does to the server's memory, and how quick it is at half its rate.

use std::fs;

use anyhow::{Context as _, Result, bail};

use super::{
    measure::{self, Pace, Round, Target},
    visitors::Scene,
};
use crate::{demo::Demo, process::Run};

/// Page views between two looks at the memory.
const LOOKS: u64 = 10;
const SECONDS_MAX: u64 = 60;

/// Memory after so many page views, in KiB.
pub(super) struct Look {
    pub(super) views: u64,
    pub(super) rss_kib: u64,
}

/// Loads the first crowd's page until `views` are seen, and looks at the memory on the way.
pub(super) fn watch_memory(
    run: &Run,
    demo: &Demo,
    scene: &Scene,
    encoding: &str,
    (views, rate): (u64, u64),
) -> Result<Vec<Look>> {
    let cookies = run.folder().join("cookies-0");
    let pid = demo.server.pid();
    let mut looks = vec![Look { views: 0, rss_kib: measure::memory_kib(pid, "VmRSS")? }];
    let part = views.div_ceil(LOOKS);
    let mut seen = 0;
    // Rates vary, so the parts are not exact; bounded all the same.
    for _ in 0..LOOKS * 4 {
        if seen >= views {
            break;
        }
        let seconds = (part.min(views - seen) / rate.max(1)).clamp(1, SECONDS_MAX);
        let url = format!("http://127.0.0.1:{}{}", demo.port, scene.path);
        let target = Target { pid, url, cookies: &cookies, encoding };
        seen += measure::load(run, &target, seconds)?.requests;
        looks.push(Look { views: seen, rss_kib: measure::memory_kib(pid, "VmRSS")? });
    }
    if seen < views {
        bail!("only {seen} of {views} page views were made");
    }
    Ok(looks)
}

/// One round of the first crowd at about half of `rate`.
pub(super) fn at_half_rate(
    run: &Run,
    demo: &Demo,
    scene: &Scene,
    encoding: &str,
    (rate, seconds): (u64, u64),
) -> Result<Round> {
    let crowd = scene.crowds.first().context("nobody came")?;
    let cookies = run.folder().join("cookies-half");
    fs::write(&cookies, crowd.cookies.join("\n") + "\n").context("writing cookies")?;
    let url = format!("http://127.0.0.1:{}{}", demo.port, scene.path);
    let target = Target { pid: demo.server.pid(), url, cookies: &cookies, encoding };
    measure::load_at(run, &target, seconds, Pace::about(rate / 2))
}
