use std::fs;

use super::{
    endurance::Look,
    measure::{CONNECTIONS, Round, median},
};

/// A crowd's page with its rounds: the paper's and the floor's.
pub(super) struct Line<'a> {
    pub(super) name: &'a str,
    pub(super) body_bytes: u64,
    pub(super) rounds: &'a [(Round, Round)],
}

/// Everything that a run showed.
pub(super) struct Report<'a> {
    pub(super) lines: Vec<Line<'a>>,
    pub(super) seconds: u64,
    pub(super) rounds: usize,
    pub(super) encoding: &'a str,
    /// Whether the counters were in Redis.
    pub(super) redis: bool,
    pub(super) rss_kib: u64,
    pub(super) peak_kib: u64,
    pub(super) cold_start_us: u64,
    pub(super) first_readings: u64,
    /// The first page at about half of its rate.
    pub(super) half: Option<Round>,
    /// The server's memory over many page views.
    pub(super) looks: &'a [Look],
}

/// The report as Markdown, ready for BENCHMARKS.md.
pub(super) fn render(report: &Report<'_>) -> String {
    let Report { seconds, rounds, encoding, .. } = report;
    let redis = if report.redis { " --redis" } else { "" };
    let counters =
        if report.redis { "a Redis Cluster of three masters on loopback" } else { "memory" };
    let mut text = format!(
        "`cargo xtask bench pages --seconds {seconds} --rounds {rounds} --encoding {encoding}{redis}` on {}, counting in {counters}. \
         wrk with 1 thread and {CONNECTIONS} connections on the same machine, paper and floor in turn, medians of {rounds} rounds. \
         The floor is axum answering the same bytes and headers from memory, with as many threads.\n\n\
         | page | bytes | requests/s | of the floor | p50 ms | p99 ms | server CPU µs per request |\n\
         | --- | --- | --- | --- | --- | --- | --- |\n",
        machine()
    );
    for line in &report.lines {
        let paper = summarise(line.rounds.iter().map(|(paper, _)| *paper));
        let floor = summarise(line.rounds.iter().map(|(_, floor)| *floor));
        let ratio = paper.requests_per_second * 1_000 / floor.requests_per_second.max(1);
        text.push_str(&row(line.name, line.body_bytes, &paper, &thousandths(ratio, 2)));
        text.push_str(&row("its floor", line.body_bytes, &floor, ""));
    }
    text.push_str(&format!(
        "\nMemory after the rounds {} MB, at most {} MB, with {} first readings written on the way. \
         Cold start on an existing paper {} ms (median of 10, from the start of the program to the first good answer of /healthz). \
         A first reading is a request without a cookie (`meter.newcomers=open`), so it also makes and signs a device's cookie, which a pool prepared beforehand would have hidden; \
         `meter.network_allowance=0`, because all of them come from one address.\n",
        report.rss_kib / 1_024,
        report.peak_kib / 1_024,
        report.first_readings,
        thousandths(report.cold_start_us, 1),
    ));
    if let Some(half) = &report.half {
        text.push_str(&format!(
            "\nThe metered page at about half of that rate ({} requests/s, by connections that pause): p50 {} ms, p99 {} ms.\n",
            half.requests_per_second,
            thousandths(half.p50_us, 2),
            thousandths(half.p99_us, 2),
        ));
    }
    if !report.looks.is_empty() {
        text.push_str(
            "\n| page views | of them first readings | memory MB |\n| --- | --- | --- |\n",
        );
        for look in report.looks {
            let (views, megabytes) = (look.views, look.rss_kib / 1_024);
            text.push_str(&format!("| {views} | {} | {megabytes} |\n", views / 5));
        }
    }
    text
}

fn summarise(rounds: impl Iterator<Item = Round> + Clone) -> Round {
    let middle = |field: fn(&Round) -> u64| median(rounds.clone().map(|round| field(&round)));
    Round {
        requests: middle(|round| round.requests),
        requests_per_second: middle(|round| round.requests_per_second),
        bytes_per_request: middle(|round| round.bytes_per_request),
        failed: 0,
        p50_us: middle(|round| round.p50_us),
        p99_us: middle(|round| round.p99_us),
        cpu_ns_per_request: middle(|round| round.cpu_ns_per_request),
    }
}

fn row(name: &str, bytes: u64, round: &Round, ratio: &str) -> String {
    let (p50, p99) = (thousandths(round.p50_us, 2), thousandths(round.p99_us, 2));
    let cpu = thousandths(round.cpu_ns_per_request, 1);
    format!(
        "| {name} | {bytes} | {} | {ratio} | {p50} | {p99} | {cpu} |\n",
        round.requests_per_second
    )
}

/// A number of thousandths as a decimal, cut after so many places.
fn thousandths(number: u64, places: usize) -> String {
    let fraction = format!("{:03}", number % 1_000);
    format!("{}.{}", number / 1_000, &fraction[..places.min(3)])
}

/// The machine in a few words.
pub(super) fn machine() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let cpuinfo = read("/proc/cpuinfo");
    let model =
        cpuinfo.lines().find_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let kernel = read("/proc/sys/kernel/osrelease");
    format!("{cores} cores of {}, Linux {}", model.unwrap_or("an unnamed processor"), kernel.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_has_a_row_for_each_page_and_its_floor() {
        let round = |rate| Round {
            requests_per_second: rate,
            p99_us: 3_456,
            cpu_ns_per_request: 15_700,
            ..Round::default()
        };
        let rounds =
            [(round(500), round(1_000)), (round(700), round(1_000)), (round(600), round(1_000))];
        let report = Report {
            lines: vec![Line { name: "walled", body_bytes: 5_000, rounds: &rounds }],
            seconds: 8,
            rounds: 3,
            encoding: "br",
            redis: false,
            rss_kib: 30_720,
            peak_kib: 40_960,
            cold_start_us: 98_765,
            first_readings: 12,
            half: Some(round(300)),
            looks: &[Look { views: 50, rss_kib: 61_440 }],
        };
        let text = render(&report);
        assert!(text.contains("| walled | 5000 | 600 | 0.60 | 0.00 | 3.45 | 15.7 |"), "{text}");
        assert!(text.contains("| its floor | 5000 | 1000 |  |"));
        assert!(text.contains("Memory after the rounds 30 MB, at most 40 MB"));
        assert!(text.contains("98.7 ms"));
        assert!(
            text.contains("(300 requests/s, by connections that pause): p50 0.00 ms, p99 3.45 ms")
        );
        assert!(text.contains("| 50 | 10 | 60 |"));
    }
}
