//! How much room the embedded counters take: a million readers with five
//! readings each, measured by what the system says of this very process.

#![allow(missing_docs, reason = "tests say what they test in their names")]
#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::{fs, path::PathBuf, process::Command};

use counters::{Counters, Who, Window};
use jiff::{SignedDuration, Timestamp};
use store::Db;
use vocab::{DeviceId, StoryNumber};

const DEVICES: u128 = 1_000_000;
const STORIES: u32 = 5;
const LIMIT: u32 = 5;
/// What the counters may take beyond the idle process, also while they write,
/// compact and load.
const BYTES_MAX: u64 = 100_000_000;
/// Names the database to the process that loads it.
const FILLED: &str = "MASTHEAD_TEST_ROOM";
/// The server writes four times a second: this is two hundred thousand readings a second.
const READINGS_PER_FLUSH: usize = 50_000;

fn now() -> Timestamp {
    "2026-11-24T06:00:00Z".parse().expect("a moment")
}

fn window() -> Window {
    let needed_until = now() + SignedDuration::from_hours(24 * 7);
    Window { meter: 0, first: 202_611, last: 202_611, needed_until }
}

/// As random as the ids that the paper makes, and the same in every run.
fn device(number: u128) -> Who {
    const ODD: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;
    let mixed = (number + 1).wrapping_mul(ODD);
    let mixed = (mixed ^ mixed >> 67).wrapping_mul(ODD);
    Who::Device(DeviceId((mixed ^ mixed >> 61).to_be_bytes()))
}

/// A figure of `/proc/self/status`, in bytes.
fn figure(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").expect("the system tells");
    let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("the figure");
    let number = line.trim_start_matches(':').trim().split(' ').next().expect("a number");
    number.parse::<u64>().expect("a number") * 1_024
}

/// The most that was resident since the last call.
fn peak() -> u64 {
    let peak = figure("VmHWM");
    fs::write("/proc/self/clear_refs", "5").expect("the peak begins anew");
    peak
}

/// A database that goes with its folder.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _gone = fs::remove_dir_all(&self.0);
    }
}

async fn require_exact(counters: &Counters) {
    for number in (0..DEVICES).step_by(997) {
        let look = counters.look(device(number), window(), StoryNumber(1)).await;
        assert_eq!((look.used, look.holds_story), (STORIES, true));
        let sixth = counters.count(device(number), window(), StoryNumber(9), LIMIT).await;
        assert!(!sixth.holds_story, "the sixth is a wall");
    }
    let nobody = counters.look(device(DEVICES), window(), StoryNumber(1)).await;
    assert_eq!(nobody.used, 0);
}

/// Looks at what `work` takes at most, beyond what is resident before it.
async fn require_room<T>(what: &str, idle: u64, work: impl Future<Output = T>) -> T {
    let done = work.await;
    let taken = peak().saturating_sub(idle);
    assert!(taken <= BYTES_MAX, "{what}: {taken} bytes beyond the idle process");
    done
}

async fn open(url: &str) -> (Db, Counters, u64) {
    let db = Db::open(url).await.expect("a database");
    store::migrate(&db, now()).await.expect("the schema");
    peak();
    let idle = figure("VmRSS");
    let counters = Counters::open("embedded", &db, now());
    let counters = require_room("opened", idle, counters).await.expect("counters");
    (db, counters, idle)
}

async fn fill(counters: &Counters) {
    let mut unwritten = 0;
    for story in 1..=STORIES {
        for number in 0..DEVICES {
            let count = counters.count(device(number), window(), StoryNumber(story), LIMIT).await;
            assert!(count.newly_counted && count.used == story);
            unwritten += 1;
            if unwritten == READINGS_PER_FLUSH {
                counters.flush().await.expect("written");
                unwritten = 0;
            }
        }
    }
}

#[tokio::test]
async fn a_million_readers_fit_into_a_hundred_megabytes() {
    let folder = Folder(std::env::temp_dir().join(format!("masthead_room_{}", std::process::id())));
    fs::create_dir_all(&folder.0).expect("a folder");
    let url = format!("sqlite://{}", folder.0.join("paper.db").display());
    let (db, counters, idle) = open(&url).await;
    require_room("filled", idle, fill(&counters)).await;
    require_exact(&counters).await;
    require_room("compacted", idle, counters.compact(now())).await.expect("compacted");
    db.close().await;
    // A process that starts loads them anew.
    let mut again = Command::new(std::env::current_exe().expect("this program"));
    again.args(["--exact", "a_process_that_starts_loads_them", "--nocapture"]);
    let status = again.env(FILLED, &url).status().expect("it runs");
    assert!(status.success(), "the process that starts");
}

/// The part of the test above that needs a process of its own; by itself it has nothing to load.
#[tokio::test]
async fn a_process_that_starts_loads_them() {
    let Ok(url) = std::env::var(FILLED) else { return };
    let (db, counters, _) = open(&url).await;
    require_exact(&counters).await;
    db.close().await;
}
